import { describe, expect, test } from 'vitest'

import { type AuthMockServerOptions, startAuthMockServer } from '@qci-client/auth-mock/server'

import { receive, request, send, split } from './support/raw.ts'

/** A server, and a caller of its admin API. */
async function setUp(options: AuthMockServerOptions = {}) {
  const api = await startAuthMockServer({ now: () => Date.parse('2026-06-01T12:00:00Z'), ...options })
  const admin = async (line: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const [method = '', path = ''] = line.split(' ')
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${api.url}/__mock__/${path}`, init)
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }
  const post = async (apiToken = 'mock-api-token'): Promise<number> => {
    const response = await fetch(`${api.url}/auth/v1/access-tokens/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ refresh_token: apiToken }),
    })
    return response.status
  }
  return { api, admin, post, [Symbol.asyncDispose]: () => api.close() }
}

describe('the admin API', () => {
  test('GET ready reports the base URL', async () => {
    await using it = await setUp()
    expect(await it.admin('GET ready')).toEqual({ status: 200, body: { ready: true, url: it.api.url } })
    expect(await it.admin('HEAD ready')).toEqual({ status: 200, body: undefined })
  })

  test('the admin API adds, lists and clears faults', async () => {
    await using it = await setUp()
    expect(await it.admin('POST faults', { kind: 'status', status: 503, times: 2 })).toEqual({
      status: 201,
      body: { id: 1 },
    })
    expect(await it.post()).toBe(503)
    expect(await it.admin('GET faults')).toEqual({
      status: 200,
      body: [{ id: 1, kind: 'status', status: 503, times: 2, used: 1 }],
    })
    expect(await it.admin('DELETE faults')).toEqual({ status: 204, body: undefined })
    expect(await it.post()).toBe(200)
  })

  test.each<[string, object, object]>([
    ['rateLimited', { n: 2, retryAfter: 5 }, { status: 429, times: 2, headers: { 'retry-after': '5' } }],
    [
      'rateLimited',
      { retryAfter: '2026-06-01T12:00:00Z' },
      { headers: { 'retry-after': 'Mon, 01 Jun 2026 12:00:00 GMT' } },
    ],
    ['outage', { n: 'forever' }, { status: 503, times: 'forever' }],
    ['flaky', { seed: 7, p: 0.25 }, { status: 503, probability: 0.25, seed: 7 }],
    ['skewed', { ms: -5 }, { kind: 'date', skewMs: -5 }],
  ])('POST faults adds the preset %s', async (preset, fields, fault) => {
    await using it = await setUp()
    expect((await it.admin('POST faults', { preset, ...fields })).status).toBe(201)
    expect(it.api.mock.faults.list()).toMatchObject([fault])
  })

  test('POST faults rejects the fault refuse without a duration', async () => {
    await using it = await setUp()
    expect(await it.admin('POST faults', { kind: 'refuse' })).toMatchObject({ status: 400 })
    expect(await it.admin('POST faults', { kind: 'refuse', forMs: 600_000 })).toEqual({
      status: 201,
      body: { id: 1 },
    })
    await expect(it.post()).rejects.toThrow('fetch failed')
  })

  test('the admin API lists requests, all or those of an operation, and clears them', async () => {
    await using it = await setUp()
    await it.post()
    await fetch(`${it.api.url}/auth/v1/access-tokens/health`)
    expect((await it.admin('GET requests')).body).toMatchObject([{ seq: 1, tokenRef: 'api-1' }, { seq: 2 }])
    expect((await it.admin('GET requests?operation=getAccessTokensHealth')).body).toMatchObject([{ seq: 2 }])
    expect((await it.admin('DELETE requests')).status).toBe(204)
    expect((await it.admin('GET requests')).body).toEqual([])
  })

  test('GET requests/wait responds when the requests have arrived', async () => {
    await using it = await setUp()
    const waited = it.admin('GET requests/wait?operation=postAccessTokens&count=2&timeoutMs=60000')
    await it.post()
    await it.post()
    expect(await waited).toMatchObject({ status: 200, body: [{ seq: 1 }, { seq: 2 }] })
  })

  test('GET requests/wait responds 504 when the time limit passes', async () => {
    await using it = await setUp()
    expect(await it.admin('GET requests/wait?timeoutMs=1')).toEqual({
      status: 504,
      body: { message: 'Waited 1 ms for 1 request, got 0' },
    })
  })

  test('the admin API shows and moves the clock', async () => {
    await using it = await setUp()
    const noon = { now: '2026-06-01T12:00:00.000Z', nowMs: 1_780_315_200_000, frozen: false, offsetMs: 0 }
    expect(await it.admin('GET clock')).toEqual({ status: 200, body: noon })
    expect((await it.admin('POST clock', { advanceMs: 1_000 })).body).toMatchObject({ offsetMs: 1_000 })
    expect((await it.admin('POST clock', { offsetMs: 5_000 })).body).toMatchObject({
      now: '2026-06-01T12:00:05.000Z',
    })
    expect((await it.admin('POST clock', { freeze: true })).body).toMatchObject({ frozen: true })
    expect((await it.admin('POST clock', { freezeAt: '2030-01-01T00:00:00Z' })).body).toMatchObject({
      frozen: true,
    })
    expect((await it.admin('POST clock', { resume: true })).body).toMatchObject({
      now: '2030-01-01T00:00:00.000Z',
      frozen: false,
    })
  })

  test('the admin API adds, lists, changes and removes tokens, and shows none', async () => {
    await using it = await setUp()
    const added = await it.admin('POST tokens', { token: 'a-new-token', userId: 'u', maxUses: 5 })
    expect(added).toMatchObject({ status: 201, body: { ref: 'api-2', userId: 'u', maxUses: 5 } })
    expect(await it.post('a-new-token')).toBe(200)
    expect((await it.admin('PATCH tokens/api-2', { expired: true })).status).toBe(204)
    expect(await it.post('a-new-token')).toBe(401)
    expect((await it.admin('PATCH tokens/access-1', { revoked: true })).status).toBe(204)
    const list = await it.admin('GET tokens')
    expect(list.body).toMatchObject([{ ref: 'api-1' }, { ref: 'api-2', uses: 1 }])
    expect(JSON.stringify([added, list])).not.toContain('a-new-token')
    expect((await it.admin('DELETE tokens/api-2')).status).toBe(204)
    expect((await it.admin('GET tokens')).body).toHaveLength(1)
  })

  test('GET faults shows no tokens', async () => {
    await using it = await setUp()
    it.api.mock.faults.add({ kind: 'reset', header: { Authorization: 'Bearer hidden', 'x-id': 'seen' } })
    it.api.mock.faults.add({
      kind: 'status',
      status: 401,
      headers: { 'set-cookie': 'hidden' },
      body: 'mock-api-token',
    })
    it.api.mock.faults.add({ kind: 'patch', body: { access_token: 'hidden' } })
    expect((await it.admin('GET faults')).body).toMatchObject([
      { kind: 'reset', header: { Authorization: 'Bearer [masked]', 'x-id': 'seen' } },
      { kind: 'status', headers: { 'set-cookie': '[masked]' }, body: '[masked]' },
      { kind: 'patch', body: { access_token: '[masked]' } },
    ])
    expect((await it.admin('POST clock', { 'mock-api-token': 1 })).body).toEqual({
      message: expect.stringContaining('Unknown field "[masked]"'),
    })
  })

  test('POST scenario plays a scenario by its name or its fields, and POST reset ends it', async () => {
    await using it = await setUp()
    expect((await it.admin('POST scenario', { name: 'outage' })).status).toBe(204)
    expect(await it.post()).toBe(503)
    expect((await it.admin('POST reset')).status).toBe(204)
    expect(await it.post()).toBe(200)
    expect((await it.admin('POST scenario', { apiTokens: 'revoke' })).status).toBe(204)
    expect(await it.post()).toBe(401)
  })

  test.each<[string, unknown, number, string]>([
    ['GET nothing', undefined, 404, 'No such path in the admin API'],
    ['PUT clock', {}, 405, 'Method not allowed; use GET or POST'],
    ['PUT faults', {}, 405, 'Method not allowed; use GET, POST or DELETE'],
    ['GET reset', undefined, 405, 'Method not allowed; use POST'],
    ['POST faults', [], 400, 'The list of faults is empty'],
    ['POST faults', {}, 400, 'The field kind must be one of'],
    [
      'POST faults',
      { preset: 'constructor' },
      400,
      'preset must be one of rateLimited, outage, flaky, skewed',
    ],
    ['POST faults', { preset: 'outage', times: 3 }, 400, 'Unknown field "times"; use n'],
    ['POST clock', { advanceMs: '1000' }, 400, 'advanceMs must be a number'],
    ['POST clock', { jumpMs: 1 }, 400, 'Unknown field "jumpMs"'],
    ['POST clock', { freezeAt: 'soon' }, 400, 'freeze(at) must be an instant'],
    ['POST tokens', {}, 400, 'An API token must be a non-empty string'],
    ['POST tokens', { token: 't', lifetime: 1 }, 400, 'Unknown field "lifetime"'],
    ['PATCH tokens/api-1', {}, 400, 'Nothing to change'],
    ['PATCH tokens/api-9', { expired: true }, 404, 'Unknown token'],
    ['DELETE tokens/api-9', undefined, 404, 'Unknown token'],
    ['DELETE tokens/%', undefined, 400, 'URI malformed'],
    ['POST scenario', { name: 'sunshine' }, 400, 'Unknown scenario "sunshine"'],
    ['GET requests?operation=all', undefined, 400, 'operation must be one of postAccessTokens,'],
    ['GET requests/wait?count=none', undefined, 400, 'count must be an integer, at least 1'],
    ['GET requests/wait?timeoutMs=', undefined, 400, 'timeoutMs must be an integer'],
  ])('admin request %s with %j gets %i', async (line, body, status, message) => {
    await using it = await setUp()
    expect(await it.admin(line, body)).toEqual({
      status,
      body: { message: expect.stringContaining(message) },
    })
  })

  test('the admin API rejects a body that is not JSON or too large', async () => {
    await using it = await setUp()
    const url = `${it.api.url}/__mock__/faults`
    const broken = await fetch(url, { method: 'POST', body: '{"kind":' })
    expect([broken.status, await broken.json()]).toEqual([400, { message: 'The body must be JSON' }])
    const large = await fetch(url, { method: 'POST', body: ' '.repeat(2 ** 20 + 1) })
    expect(large.status).toBe(413)
  })

  test('admin requests are not in the journal and no fault applies to them', async () => {
    await using it = await setUp({ scenario: 'outage' })
    expect((await it.admin('GET requests')).body).toEqual([])
  })
})

describe('access to the admin API', () => {
  /** The status of a response to a caller with these headers. */
  async function statusFor(
    headers: Record<string, string>,
    options: AuthMockServerOptions = {},
  ): Promise<string> {
    await using it = await setUp(options)
    const bytes = request('POST /__mock__/reset', { 'Content-Length': '0', ...headers })
    return split(await receive(await send(it.api.url, bytes))).status
  }

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:4010', '127.1.2.3', '[::1]:4010', 'mock.localhost'])(
    'the admin API accepts the Host header %s',
    async (host) => {
      expect(await statusFor({ Host: host })).toBe('204 No Content')
    },
  )

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1',
    '',
    '[::2]',
    'a:b:c',
  ])('the admin API rejects the Host header "%s", against DNS rebinding', async (host) => {
    expect(await statusFor({ Host: host })).toBe('403 Forbidden')
  })

  test('the admin API accepts a Host header of allowHosts', async () => {
    expect(await statusFor({ Host: 'Mock:4010' }, { allowHosts: ['mock'] })).toBe('204 No Content')
  })

  test('the admin API accepts the IPv6 address that it listens on as the Host header', async () => {
    expect(await statusFor({ Host: '[::]:80' }, { host: '::' })).toBe('204 No Content')
    expect(await statusFor({ Host: '[::2]:80' }, { host: '::' })).toBe('403 Forbidden')
  })

  test.each<[string, Record<string, string>]>([
    ['another origin', { Origin: 'https://evil.example' }],
    ['an opaque origin', { Origin: 'null' }],
    ['another port of this machine', { Host: 'localhost:4010', Origin: 'http://localhost:5173' }],
    ['another site, without an origin', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('the admin API rejects requests from pages of %s', async (_title, headers) => {
    expect(await statusFor(headers)).toBe('403 Forbidden')
  })

  test('responses of the admin API have no CORS headers, also when the API has them', async () => {
    await using it = await setUp({ cors: '*' })
    const response = await fetch(`${it.api.url}/__mock__/ready`)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await fetch(`${it.api.url}/__mock__/reset`, { method: 'OPTIONS' })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([405, null])
  })
})
