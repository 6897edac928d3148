import { http, HttpResponse } from 'msw/http'
import { getResponse } from 'msw/utils/get-response'
import { expect, test } from 'vitest'

import { createAuthMock } from '@qci-client/auth-mock'

import { callerOf } from './support/caller.ts'

/** Another API whose handler needs an access token. */
function setUp() {
  const mock = createAuthMock({ lifetimeMs: 60_000 })
  const handler = http.get<{ id: string }>(
    'https://api.example/jobs/:id',
    mock.requireAccessToken(({ params }) => HttpResponse.json({ job: params.id })),
  )
  const call = async (authorization?: string): Promise<Response> => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    return (await getResponse([handler], new Request('https://api.example/jobs/7', { headers })))!
  }
  return { mock, call, token: callerOf(mock).token }
}

test('a guarded handler is called when the access token is valid', async () => {
  const { call, token } = setUp()
  const response = await call(`Bearer ${await token()}`)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ job: '7' })
})

test('the scheme may be written in any case', async () => {
  const { call, token } = setUp()
  expect((await call(`bearer ${await token()}`)).status).toBe(200)
})

test('a request without an access token gets 401 with the documented body', async () => {
  const { call } = setUp()
  const response = await call()
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(await response.json()).toEqual({ message: 'Access token is missing' })
  expect((await call('Basic bW9jaw==')).status).toBe(401)
})

test.each<[string, (mock: ReturnType<typeof createAuthMock>, token: string) => void]>([
  ['has expired on the clock of the mock', (mock) => mock.clock.advance(60_000)],
  ['was revoked', (mock, token) => mock.tokens.revoke(token)],
  ['is from before a reset', (mock) => mock.reset()],
])('an access token that %s gets 401', async (_title, invalidate) => {
  const { mock, call, token } = setUp()
  const accessToken = await token()
  invalidate(mock, accessToken)
  const response = await call(`Bearer ${accessToken}`)
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({ message: 'Access token is unknown, expired or revoked' })
})

test('an API token is no access token', async () => {
  const { mock, call } = setUp()
  expect((await call(`Bearer ${mock.env.QCI_TOKEN}`)).status).toBe(401)
})
