import { expect, test } from 'vitest'

import { conformance } from '../src/index.ts'
import type { Fetch } from '../src/index.ts'
import { API_TOKEN, createAuthServer } from './support/auth-server.ts'

const serve = createAuthServer()
const never = (): Promise<Response> => new Promise(() => {})
const fail = (code: string): Promise<Response> =>
  Promise.reject(new TypeError('fetch failed', { cause: { code } }))
const isNotJson = async (request: Request): Promise<boolean> => {
  try {
    if (request.method === 'POST') JSON.parse(await request.clone().text())
    return false
  } catch {
    return true
  }
}

/** Runs all cases; `fetch` decides which requests get no response. */
async function run(fetch: Fetch) {
  let requests = 0
  const counting: Fetch = (request) => {
    requests += 1
    return fetch(request)
  }
  const tokens = { refresh_token: API_TOKEN }
  const report = await conformance({ baseUrl: 'http://api.test', fetch: counting, tokens, timeoutMs: 5 })
  return { ...report, requests }
}

test('a server that does not respond to invalid JSON is still tested with everything else', async () => {
  const { findings, skipped, results } = await run(async (request) =>
    (await isNotJson(request)) ? never() : serve(request),
  )
  expect(findings.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(
      /^POST postAccessTokens: does not respond to an invalid request \(.*\): none within 5 ms$/,
    ),
  )
  expect(skipped).toEqual([
    '19 cases: postAccessTokens did not respond to 3 similar requests (body is not JSON)',
  ])
  expect(results.length).toBeGreaterThan(350)
})

test('a server that does not respond to one operation is still tested with the others', async () => {
  const { findings, skipped, seen } = await run((request) =>
    request.url.endsWith('version') ? never() : serve(request),
  )
  expect(findings).toMatchObject([{ check: 'no-response', operationId: 'getAccessTokensVersion' }])
  expect(skipped).toEqual([
    expect.stringMatching(/^\d+ cases: getAccessTokensVersion does not respond to its plain request$/),
  ])
  expect(seen).toContain('getAccessTokensHealth 200')
})

test('a server that refuses connections gets one request and one plain request of each operation', async () => {
  const { findings, skipped, results, requests } = await run(() => fail('ECONNREFUSED'))
  expect(requests).toBe(4)
  expect(results).toHaveLength(1)
  expect(findings).toMatchObject([{ message: expect.stringMatching(/ECONNREFUSED$/) as string }])
  expect(skipped).toHaveLength(3)
})

test.each(['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET'])(
  'a request that ends with %s is repeated once',
  async (code) => {
    const attempts = new Map<string, number>()
    const { findings, drift } = await run(async (request) => {
      const body = await request.clone().text()
      if (!body.includes('1e999') && body.length < 500_000) return serve(request)
      attempts.set(body, (attempts.get(body) ?? 0) + 1)
      return attempts.get(body) === 1 ? fail(code) : serve(request)
    })
    expect([...attempts.values()]).toEqual([2, 2])
    expect(findings).toEqual([])
    // a server may close the connection while it receives a long body: only the short one is worth a line
    expect(drift.filter(({ check }) => check === 'no-response')).toMatchObject([
      { cases: ['postAccessTokens/transport/huge-number'] },
    ])
  },
)

test('a request whose repetition is reset, too, is a finding', async () => {
  const { findings } = await run(async (request) =>
    (await request.clone().text()).length > 500_000 ? fail('EPIPE') : serve(request),
  )
  const message = 'POST postAccessTokens: does not respond to a valid request (long): EPIPE'
  expect(findings).toMatchObject([{ check: 'no-response', message }])
})
