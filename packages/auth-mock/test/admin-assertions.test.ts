import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { receive, send, split } from './support/raw.ts'

/** Sends a request to the admin API of a new mock. */
async function setUp() {
  const api = await startAuthMockServer()
  const admin = async (line: string, body?: unknown) => {
    const [method = '', path = ''] = line.split(' ')
    const response = await fetch(`${api.url}/__mock__/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }
  return { api, admin, [Symbol.asyncDispose]: () => api.close() }
}

test('GET /__mock__/ lists the endpoints, also without the last slash', async () => {
  await using it = await setUp()
  const { status, body } = await it.admin('GET ')
  const { endpoints } = body as { endpoints: { method: string; path: string; summary: string }[] }
  expect(status).toBe(200)
  expect(endpoints).toContainEqual({
    method: 'POST',
    path: '/__mock__/assert-clean',
    summary: 'Responds 200 when there are no problems, otherwise 409 with a list of them.',
  })
  expect((await fetch(`${it.api.url}/__mock__`)).status).toBe(200)
})

test('every endpoint that is listed exists and is described in openapi.json', async () => {
  await using it = await setUp()
  const { endpoints } = (await it.admin('GET ')).body as { endpoints: { method: string; path: string }[] }
  const { openapi, paths } = (await it.admin('GET openapi.json')).body as {
    openapi: string
    paths: Record<string, Record<string, { operationId: string }>>
  }
  expect(openapi).toMatch(/^3\.1\./)
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.toSorted()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).toSorted())
  const ids = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map((item) => item.operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
  for (const { path } of endpoints) {
    const response = await fetch(`${it.api.url}${path.replace('{ref}', 'api-1')}`, { method: 'PUT' })
    expect([path, response.status]).toEqual([path, 405])
  }
})

test('assert-clean responds 200 without problems and 409 with their list', async () => {
  await using it = await setUp()
  expect(await it.admin('POST assert-clean')).toEqual({ status: 200, body: { problems: [] } })
  await fetch(`${it.api.url}/nowhere`)
  await it.admin('POST faults', { kind: 'reset' })
  const problems = ['#1 GET /nowhere: no such path or method', 'fault 1 (reset) was never used']
  expect(await it.admin('POST assert-clean')).toEqual({
    status: 409,
    body: { message: 'Contract violations or unused faults', problems },
  })
  expect(await it.admin('GET problems')).toEqual({ status: 200, body: problems })
})

test('several faults are added in one request, or none if one is wrong', async () => {
  await using it = await setUp()
  expect(
    await it.admin('POST faults', [{ kind: 'reset' }, { preset: 'outage', n: 2, path: '/jobs' }]),
  ).toEqual({
    status: 201,
    body: [{ id: 1 }, { id: 2 }],
  })
  expect(await it.admin('POST faults', [{ kind: 'hang' }, { kind: 'storm' }])).toMatchObject({ status: 400 })
  expect((await it.admin('GET faults')).body).toMatchObject([
    { id: 1, kind: 'reset' },
    { id: 2, kind: 'status', status: 503, times: 2, path: '/jobs' },
  ])
})

test('requests are listed and awaited by path and method', async () => {
  await using it = await setUp()
  await fetch(`${it.api.url}/jobs/7`)
  await fetch(`${it.api.url}/auth/v1/access-tokens/health`)
  expect((await it.admin('GET requests?path=/jobs/*')).body).toMatchObject([{ path: '/jobs/7' }])
  expect((await it.admin('GET requests/wait?path=/jobs/*&method=GET')).body).toHaveLength(1)
  expect((await it.admin('GET requests?method=POST')).body).toEqual([])
})

test('a number beyond the safe range is out of range', async () => {
  await using it = await setUp()
  expect(await it.admin('POST clock', { advanceMs: 1e20 })).toEqual({
    status: 400,
    body: { message: 'advance(ms) is out of range' },
  })
})

test('a request with two Host headers gets 400', async () => {
  await using it = await setUp()
  const bytes = 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'
  expect(split(await receive(await send(it.api.url, bytes)))).toEqual({
    status: '400 Bad Request',
    body: '{"message":"There is more than one Host header"}',
  })
})
