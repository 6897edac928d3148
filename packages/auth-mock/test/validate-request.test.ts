import { getResponse } from 'msw/utils/get-response'
import { expect, test } from 'vitest'

import { createAuthMock } from '@qci-client/auth-mock'

import { callerOf } from './support/caller.ts'

/** Posts a body as it is to a mock that reports only. */
function setUp() {
  const mock = createAuthMock({ mode: 'report' })
  const post = async (body: string, headers: Record<string, string>): Promise<number> => {
    const url = `${mock.env.QCI_API_URL}/auth/v1/access-tokens/`
    return (await getResponse(mock.handlers, new Request(url, { method: 'POST', headers, body })))!.status
  }
  return { mock, post }
}

const good = '{"refresh_token":"mock-api-token"}'

test('the mode report responds as usual and records violations', async () => {
  const { mock, post } = setUp()
  expect(await post(good, { 'X-Request-Timeout-Nano': 'soon', 'Content-Type': 'text/plain' })).toBe(200)
  expect(mock.journal.last()?.violations).toEqual([
    { where: 'header X-Request-Timeout-Nano', what: 'must match pattern "^[0-9]+$"' },
    { where: 'header Content-Type', what: 'must be application/json' },
  ])
})

test('the mode report rejects a request without an API token', async () => {
  const { mock, post } = setUp()
  expect(await post('{}', { 'Content-Type': 'application/json' })).toBe(400)
  expect(await post('{"refresh_token":7}', { 'Content-Type': 'application/json' })).toBe(400)
  expect(mock.journal.list().map(({ violations }) => violations)).toEqual([
    [{ where: 'body/refresh_token', what: 'is missing' }],
    [{ where: 'body/refresh_token', what: 'must be string' }],
  ])
})

test('a rejection lists all violations', async () => {
  const mock = createAuthMock()
  const request = new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/`, {
    method: 'POST',
    headers: { 'X-Request-Timeout-Nano': '-1' },
    body: '{}',
  })
  expect(await (await getResponse(mock.handlers, request))?.json()).toEqual({
    message:
      'header X-Request-Timeout-Nano must match pattern "^[0-9]+$"; ' +
      'header Content-Type must be application/json; Field is missing: body/refresh_token',
  })
})

test('violations are recorded also when a fault replaces the response', async () => {
  const mock = createAuthMock()
  mock.faults.outage(1)
  await callerOf(mock).get('health', { headers: { 'X-Request-Timeout-Nano': '1e9' } })
  expect(mock.journal.last()).toMatchObject({
    response: { status: 503 },
    violations: [{ where: 'header X-Request-Timeout-Nano' }],
  })
})

test.each([
  'application/json',
  'Application/JSON',
  'application/json;charset=utf-8',
  'application/json ; a="b"',
])('the media type %s will do', async (type) => {
  const { mock, post } = setUp()
  await post(good, { 'Content-Type': type })
  expect(mock.journal.last()?.violations).toEqual([])
})

test.each([
  '',
  'text/json',
  'application/jsonp',
  'application/json2',
  'application/merge-patch+json',
  'application/json, text/plain',
])('the media type "%s" will not do', async (type) => {
  const { mock, post } = setUp()
  await post(good, { 'Content-Type': type })
  expect(mock.journal.last()?.violations).toEqual([
    { where: 'header Content-Type', what: 'must be application/json' },
  ])
})
