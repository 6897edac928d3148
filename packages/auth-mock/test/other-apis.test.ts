import { http, HttpResponse } from 'msw/http'
import { expect, test } from 'vitest'

import { type AuthMockServer, startAuthMockServer } from '@qci-client/auth-mock/server'

const ORIGIN = 'http://page.example'

const post = (api: AuthMockServer, path: string, body: string, authorization = '') =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    body,
    headers: { authorization, 'content-type': 'application/json' },
  })

/** Exchanges the API token of a mock. */
async function getAccessToken(api: AuthMockServer): Promise<string> {
  const response = await post(api, '/auth/v1/access-tokens', `{"refresh_token":"${api.env.QCI_TOKEN}"}`)
  return ((await response.json()) as { access_token: string }).access_token
}

const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status

test('a guarded handler responds to requests with an access token, others get 401', async () => {
  await using api = await startAuthMockServer()
  api.use(
    http.post(
      '/jobs/:id',
      api.mock.requireAccessToken(async ({ request, params }) =>
        HttpResponse.json(
          { id: params['id'], job: await request.json() },
          { status: 201, headers: { 'x-job': 'seven' } },
        ),
      ),
    ),
  )
  expect((await post(api, '/jobs/7', '{}')).status).toBe(401)

  const response = await post(api, '/jobs/7', '{"name":"job"}', `Bearer ${await getAccessToken(api)}`)
  expect([response.status, response.headers.get('x-job')]).toEqual([201, 'seven'])
  expect(await response.json()).toEqual({ id: '7', job: { name: 'job' } })
})

test.each([
  ['/jobs', '/jobs', 200],
  ['/jobs', '/base/jobs', 404],
  ['jobs', '/jobs', 200],
  ['jobs', '/base/path/jobs', 200],
  ['jobs', '/other-jobs', 404],
  ['*/jobs', '/base/jobs', 200],
  [/\/j[a-z]bs$/, '/jobs', 200],
])('a handler for the path %s gets the request to %s with status %i', async (path, target, status) => {
  await using api = await startAuthMockServer()
  api.use(http.get(path, () => HttpResponse.text('handled')))
  expect(await statusOf(fetch(`${api.url}${target}`))).toBe(status)
})

test('the handler that was added last is tried first', async () => {
  await using api = await startAuthMockServer()
  api.use(http.post('*/jobs', () => HttpResponse.text('first')))
  api.use(http.post('*/jobs', () => HttpResponse.text('last')))
  expect(await (await post(api, '/jobs', '')).text()).toBe('last')
})

test('a handler that returns nothing passes the request on to the next one', async () => {
  await using api = await startAuthMockServer()
  api.use(
    http.get('/jobs', () => undefined),
    http.get('/jobs', () => HttpResponse.text('next')),
  )
  expect(await (await fetch(`${api.url}/jobs`)).text()).toBe('next')
})

test('a handler with the option once responds once', async () => {
  await using api = await startAuthMockServer()
  api.use(http.get('/jobs', () => HttpResponse.json([]), { once: true }))
  expect(await statusOf(fetch(`${api.url}/jobs`))).toBe(200)
  expect(await statusOf(fetch(`${api.url}/jobs`))).toBe(404)
})

test('a handler for all paths does not replace the auth API', async () => {
  await using api = await startAuthMockServer()
  api.use(http.all('*', () => HttpResponse.text('handled')))
  expect(await (await fetch(`${api.url}/auth/v1/access-tokens/health`)).json()).toEqual({ message: 'OK' })
})

test('a handler can drop the connection', async () => {
  await using api = await startAuthMockServer()
  api.use(http.post('*/jobs', () => HttpResponse.error()))
  await expect(post(api, '/jobs', '{}')).rejects.toThrow('fetch failed')
})

test('a handler that throws gives a 500 with its message, which assertClean reports', async () => {
  await using api = await startAuthMockServer()
  api.use(
    http.post('*/jobs', () => {
      throw new Error('no such queue')
    }),
  )
  const response = await post(api, '/jobs', '{}')
  expect([response.status, await response.json()]).toEqual([
    500,
    { message: 'A handler failed: Error: no such queue' },
  ])
  expect(() => api.mock.assertClean()).toThrow('#1 POST /jobs: a handler failed: Error: no such queue')
})

test('use() rejects what is not a request handler', async () => {
  await using api = await startAuthMockServer()
  expect(() => api.use({ path: '/jobs' } as never)).toThrow('Handlers must be request handlers of msw')
})

test('a path without a handler gets 404 and another method 405, and assertClean reports both', async () => {
  await using api = await startAuthMockServer()
  api.use(http.get('/jobs', () => HttpResponse.json([])))
  expect(await statusOf(fetch(`${api.url}/files`))).toBe(404)
  const response = await post(api, '/jobs', '')
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'HEAD, GET, OPTIONS'])
  expect(api.mock.problems()).toEqual([
    '#1 GET /files: no such path or method',
    '#2 POST /jobs: no such path or method',
  ])
})

test('HEAD gets the headers of GET without a body', async () => {
  await using api = await startAuthMockServer()
  api.use(http.get('/jobs', () => HttpResponse.json([1, 2])))
  const response = await fetch(`${api.url}/jobs`, { method: 'HEAD' })
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
    200,
    '5',
    '',
  ])
})

test('with the option cors, preflights and responses of other APIs have CORS headers', async () => {
  await using api = await startAuthMockServer({ cors: ORIGIN })
  const jobs = api.mock.requireAccessToken(() => HttpResponse.json([], { headers: { 'x-total': '0' } }))
  api.use(http.get('/jobs', jobs), http.delete('/jobs', jobs))
  const preflight = await fetch(`${api.url}/jobs`, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  })
  expect([preflight.status, Object.fromEntries(preflight.headers)]).toEqual([
    204,
    expect.objectContaining({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'HEAD, GET, DELETE, OPTIONS',
      'access-control-allow-headers': 'authorization',
    }),
  ])
  const unauthorized = await fetch(`${api.url}/jobs`, { headers: { origin: ORIGIN } })
  expect([unauthorized.status, unauthorized.headers.get('access-control-allow-origin')]).toEqual([
    401,
    ORIGIN,
  ])
  const headers = { origin: ORIGIN, authorization: `Bearer ${await getAccessToken(api)}` }
  const response = await fetch(`${api.url}/jobs`, { headers })
  expect(response.headers.get('access-control-expose-headers')).toContain('x-total')
  expect(api.mock.problems()).toEqual([])
})

test('a fault with a path applies to other APIs, one without a path to the auth API only', async () => {
  await using api = await startAuthMockServer()
  api.use(http.get('/jobs/:id', () => HttpResponse.json({ status: 'RUNNING' })))
  api.mock.faults.outage(1)
  api.mock.faults.add({ kind: 'status', status: 502, path: '/jobs/*', method: 'GET' })
  expect(await statusOf(fetch(`${api.url}/jobs/7`))).toBe(502)
  expect(await statusOf(fetch(`${api.url}/jobs/7`))).toBe(200)
  expect(await statusOf(fetch(`${api.url}/auth/v1/access-tokens/health`))).toBe(503)
  api.mock.assertClean()
})

test.each([
  [{ kind: 'malformedJson' }, '{"status":"RUNNING"'],
  [{ kind: 'empty' }, ''],
  [{ kind: 'patch', body: { status: 'ERRORED' } }, '{"status":"ERRORED"}'],
  [{ kind: 'drip', chunkMs: 0, chunkBytes: 3 }, '{"status":"RUNNING"}'],
  [{ kind: 'latency', delayMs: 1 }, '{"status":"RUNNING"}'],
] as const)('the fault %o changes the body of another API', async (fault, body) => {
  await using api = await startAuthMockServer()
  api.use(http.get('/jobs', () => HttpResponse.json({ status: 'RUNNING' })))
  api.mock.faults.add({ ...fault, path: '/jobs' })
  expect(await (await fetch(`${api.url}/jobs`)).text()).toBe(body)
})

test('the faults reset and truncate break the connection of another API', async () => {
  await using api = await startAuthMockServer()
  api.use(http.get('/jobs', () => HttpResponse.json({ status: 'RUNNING' })))
  api.mock.faults.add({ kind: 'reset', path: '/jobs' })
  await expect(fetch(`${api.url}/jobs`)).rejects.toThrow('fetch failed')
  api.mock.faults.add({ kind: 'truncate', bytes: 4, path: '/jobs' })
  await expect(fetch(`${api.url}/jobs`).then((response) => response.text())).rejects.toThrow('terminated')
})

test('the responses of other APIs have the Date of the mock’s clock', async () => {
  await using api = await startAuthMockServer()
  api.mock.clock.freeze('2030-01-01T00:00:00Z')
  api.use(http.get('/jobs', () => HttpResponse.json([])))
  expect((await fetch(`${api.url}/jobs`)).headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT')
})

test('the journal shows requests to other APIs without tokens', async () => {
  await using api = await startAuthMockServer()
  api.use(http.post('/jobs', () => HttpResponse.json({ job_id: '1' }, { status: 201 })))
  const token = await getAccessToken(api)
  await post(api, '/jobs', JSON.stringify({ name: 'job', note: token }), `Bearer ${token}`)
  const [entry] = await api.mock.journal.waitFor({ path: '/jobs', method: 'POST' })
  expect(entry).toMatchObject({
    operation: undefined,
    path: '/jobs',
    tokenRef: 'access-1',
    headers: { authorization: 'Bearer [masked]' },
    body: { name: 'job', note: '[masked]' },
    response: { status: 201, body: { job_id: '1' } },
    state: 'done',
  })
  expect(api.mock.journal.count({ path: '/jo*' })).toBe(1)
})

test('bytes, cookies and streams of a handler arrive unchanged', async () => {
  await using api = await startAuthMockServer()
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256)
  const cookies: [string, string][] = [
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ]
  api.use(
    http.get('/bytes', () => HttpResponse.arrayBuffer(bytes.buffer, { headers: cookies })),
    http.put('/echo', async ({ request }) => HttpResponse.arrayBuffer(await request.arrayBuffer())),
  )
  const response = await fetch(`${api.url}/bytes`)
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
  const echo = await fetch(`${api.url}/echo`, { method: 'PUT', body: bytes })
  expect(new Uint8Array(await echo.arrayBuffer())).toEqual(bytes)
})

test('reset() removes handlers that were added by use() and drops requests that hang', async () => {
  await using api = await startAuthMockServer()
  api.use(http.get('/hang', () => new Promise<Response>(() => {})))
  const hanging = fetch(`${api.url}/hang`)
  await api.mock.journal.waitFor({ path: '/hang' })
  api.mock.reset()
  await expect(hanging).rejects.toThrow('fetch failed')
  expect(await statusOf(fetch(`${api.url}/hang`))).toBe(404)
})

test('reset() creates the handlers of the option again', async () => {
  await using api = await startAuthMockServer({
    handlers(mock) {
      let count = 0
      return [
        http.get('/count', () => HttpResponse.json((count += 1))),
        http.get(
          '/guarded',
          mock.requireAccessToken(() => HttpResponse.json([])),
        ),
      ]
    },
  })
  const count = async (): Promise<unknown> => (await fetch(`${api.url}/count`)).json()
  expect([await count(), await count()]).toEqual([1, 2])
  expect(await statusOf(fetch(`${api.url}/guarded`))).toBe(401)
  api.mock.reset()
  expect(await count()).toBe(1)
})
