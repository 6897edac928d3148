import { getResponse } from 'msw/utils/get-response'
import { describe, expect, test } from 'vitest'

import { createAuthMock } from '@qci-client/auth-mock'

/** Posts a body to the mock in process. */
async function post(mock: ReturnType<typeof createAuthMock>, body: unknown): Promise<Response> {
  const request = new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await getResponse(mock.handlers, request))!
}

describe('the handlers', () => {
  test('the handlers exchange an API token for an access token that is valid by the clock of the mock', async () => {
    const mock = createAuthMock({ now: () => Date.parse('2026-01-01T00:00:00.900Z'), lifetimeMs: 60_000 })
    const response = await post(mock, { refresh_token: mock.env.QCI_TOKEN })

    expect(response.status).toBe(200)
    expect(response.headers.get('date')).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
    const body = (await response.json()) as Record<string, string>
    expect(body).toMatchObject({ token_type: 'Bearer', expires_at_rfc3339: '2026-01-01T00:01:00Z' })

    expect(mock.tokens.isLive(body['access_token']!)).toBe(true)
    mock.clock.advance(60_000)
    expect(mock.tokens.isLive(body['access_token']!)).toBe(false)
  })

  test('the handlers apply a fault once', async () => {
    const mock = createAuthMock()
    mock.faults.add({ kind: 'status', status: 503 })
    expect((await post(mock, { refresh_token: mock.env.QCI_TOKEN })).status).toBe(503)
    expect((await post(mock, { refresh_token: mock.env.QCI_TOKEN })).status).toBe(200)
  })

  test('the handlers reject an unknown API token', async () => {
    const response = await post(createAuthMock(), { refresh_token: 'bogus' })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ message: 'API token is unknown' })
  })
})
