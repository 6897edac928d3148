import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'

import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import type { GuardedApi } from '@qci-client/test-support/guarded-api'
import { HttpServer } from '@qci-client/test-support/http-server'
import { TestClock } from './support/test-clock.ts'

const connect = (api: GuardedApi, options: AuthClientOptions = {}) =>
  new AuthClient({ url: api.url, apiToken: 'api-token', env: {}, maxRetries: 0, ...options })

const authorizations = (api: GuardedApi) => api.received.map(({ headers }) => headers['authorization'])

describe('a request to the API’s own origin', () => {
  test('a request to the API’s own origin carries the access token, whether given as a string, a URL or a Request', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    const address = `${api.url}/jobs`
    for (const input of [address, new URL(address), new Request(address)]) {
      expect(await (await client.fetch(input)).text()).toBe('fine')
    }
    expect(authorizations(api)).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1'])
    expect(api.exchanges()).toBe(1)
  })

  test('a relative URL resolves against the API’s address', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    for (const relative of ['optimization/v1/jobs', '/files?part=1', '../status'])
      await client.fetch(relative)
    expect(api.received.map(({ path }) => path)).toEqual([
      '/optimization/v1/jobs',
      '/files?part=1',
      '/status',
    ])
  })

  test('a Request is accepted as init, as proxies in workers pass it', async () => {
    await using api = await startGuardedApi(
      (request, response) => void response.end(request.method + request.body),
    )
    using client = connect(api)
    const settings = new Request('https://elsewhere.example', { method: 'PUT', body: 'a job' })
    expect(await (await client.fetch(`${api.url}/jobs`, settings)).text()).toBe('PUTa job')
  })

  test('client.fetch works unbound', async () => {
    await using api = await startGuardedApi()
    const { fetch } = connect(api)
    expect((await fetch('jobs')).status).toBe(200)
  })

  test('client.fetch does not change the caller’s Request and headers', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    const headers = new Headers({ 'x-mine': '1' })
    const request = new Request(`${api.url}/jobs`, { headers })
    await client.fetch(request)
    await client.fetch('jobs', { headers })
    expect(request.headers.has('authorization')).toBe(false)
    expect(headers.has('authorization')).toBe(false)
    expect(api.received.every((received) => received.headers['x-mine'] === '1')).toBe(true)
  })

  test('a request with an Authorization of its own is sent unchanged, and its 401 returned', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    const authorization = 'Basic bWluZQ=='
    expect((await client.fetch('jobs', { headers: { authorization } })).status).toBe(401)
    expect((await client.fetch(new Request(`${api.url}/jobs`, { headers: { authorization } }))).status).toBe(
      401,
    )
    expect(authorizations(api)).toEqual([authorization, authorization])
    expect(api.exchanges()).toBe(0)
  })

  test('client.fetch rejects with this package’s error when no token can be obtained', async () => {
    await using api = await startGuardedApi()
    api.setOutage(true)
    await expect(connect(api).fetch('jobs')).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_API', status: 503 })
    expect(api.received).toHaveLength(0)
  })

  test('client.fetch passes the signal of its init or of its Request to the fetch option', async () => {
    const settings: RequestInit[] = []
    const client = new AuthClient({
      url: 'https://api.example',
      apiToken: 'api-token',
      env: {},
      fetch: (url, init) => {
        const token = { access_token: 'token', expires_at_rfc3339: '2099-12-31T23:59:59Z' }
        if (!(url as string).includes('access-tokens')) settings.push(init ?? {})
        return Promise.resolve(Response.json(token))
      },
    })
    const controller = new AbortController()
    const { signal } = controller
    await client.fetch(new Request('https://api.example/jobs', { signal }))
    await client.fetch('jobs', { signal })
    await client.fetch('jobs')
    controller.abort()
    expect(settings.map((init) => init.signal?.aborted)).toEqual([true, true, undefined])
  })

  test('an aborted client.fetch rejects with the signal’s own reason, as fetch does', async () => {
    await using api = await startGuardedApi((_request, _response) => {})
    using client = connect(api)
    const reason = new Error('had enough')
    await expect(client.fetch('jobs', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const call = client.fetch('jobs', { signal: controller.signal })
    const outcome = call.catch((error: unknown) => error)
    await expect.poll(() => api.received.length).toBe(1)
    controller.abort(reason)
    expect(await outcome).toBe(reason)
  })
})

describe('a request to another origin', () => {
  test('a request to another origin gets no token', async () => {
    await using api = await startGuardedApi()
    await using other = await HttpServer.start((_, response) => void response.end('other'))
    using client = connect(api)
    expect(await (await client.fetch(`${other.url}/jobs`)).text()).toBe('other')
    expect(other.received[0]?.headers).not.toHaveProperty('authorization')
    expect(api.exchanges()).toBe(0)
  })

  test('a request to an origin in allowedOrigins gets a token', async () => {
    await using api = await startGuardedApi()
    await using other = await HttpServer.start((_, response) => void response.end('other'))
    using client = connect(api, { allowedOrigins: [other.url] })
    await client.fetch(`${other.url}/jobs`)
    expect(other.received[0]?.headers['authorization']).toBe('Bearer token-1')
  })

  test.each([301, 302, 303, 307, 308])(
    'another origin gets no token through a redirect of status %i',
    async (status) => {
      await using other = await HttpServer.start((_, response) => void response.end('other'))
      await using api = await startGuardedApi((_, response) =>
        response.writeHead(status, { location: `${other.url}/elsewhere` }).end(),
      )
      expect(await (await connect(api).fetch('jobs')).text()).toBe('other')
      expect(other.received[0]?.headers).not.toHaveProperty('authorization')
    },
  )

  test('each kind of safe origin in allowedOrigins gets a token', () => {
    const allowedOrigins = ['https://jobs.example', 'https://jobs.example:8443', 'http://localhost:8080']
    const client = new AuthClient({ url: 'https://api.example', apiToken: 'token', env: {}, allowedOrigins })
    const isTrusted = (url: string) => client.isTrusted(url)
    for (const origin of ['https://api.example', ...allowedOrigins]) {
      expect([origin, `${origin}/jobs?a=1`, ` ${origin}`].map(isTrusted)).toEqual([true, true, true])
    }
    const strange = [
      'https://jobs.example.com',
      'http://jobs.example',
      'jobs',
      '',
      'blob:https://api.example/1',
    ]
    expect(strange.map(isTrusted)).toEqual(strange.map(() => false))
  })

  test('a plain http: origin gets a token when allowInsecure is set', () => {
    const options = { url: 'https://api.example', apiToken: 'token', env: {}, allowInsecure: true }
    const client = new AuthClient({ ...options, allowedOrigins: ['http://jobs.example'] })
    expect(client.isTrusted('http://jobs.example/1')).toBe(true)
  })

  test.each([
    ['api.example', 'is not a URL'],
    ['', 'is not a URL'],
    ['https://*.api.example', 'is not an origin'],
    ['https://api.example/jobs', 'is not an origin'],
    ['https:jobs.example', 'must begin with https://'],
    ['https://@jobs.example', 'must not contain a query, fragment, user name'],
    ['https://jobs.example?', 'must not contain a query'],
    ['http://api.example', 'uses plain http'],
    ['http://api.localhost', 'uses plain http'],
    ['ftp://x', 'must begin with https://'],
    ['ftp://localhost', 'must begin with https://'],
  ])('allowedOrigins rejects %j: not an origin to which a token may be sent', (origin, reason) => {
    const allowedOrigins = ['https://jobs.example', origin]
    const options = { url: 'https://api.example', apiToken: 'api-token', env: {}, allowedOrigins }
    expect(() => new AuthClient(options)).toThrow(`allowedOrigins[1] ${reason}`)
  })
})

describe('a 401', () => {
  test('a 401 of another origin after a redirect starts no renewal', async () => {
    await using other = await HttpServer.start((_, response) => void response.writeHead(401).end())
    await using api = await startGuardedApi(
      (_, response) => void response.writeHead(302, { location: `${other.url}/elsewhere` }).end(),
    )
    using client = connect(api)
    expect((await client.fetch('jobs')).status).toBe(401)
    expect([api.exchanges(), other.received.length]).toEqual([1, 1])
  })

  test('a call that is aborted during the renewal after a 401 rejects with its signal’s reason', async () => {
    const reason = new Error('no longer needed')
    const controller = new AbortController()
    let renewals = 0
    await using api = await startGuardedApi()
    using client = connect(api, {
      onEvent: ({ type }) => type === 'renewed' && (renewals += 1) === 2 && controller.abort(reason),
    })
    await client.getAccessToken()
    api.revoke()
    await expect(client.fetch('jobs', { signal: controller.signal })).rejects.toBe(reason)
  })

  test('a 401 triggers one renewal and one retry', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    await client.fetch('jobs')
    api.revoke()
    expect((await client.fetch('jobs')).status).toBe(200)
    expect(authorizations(api)).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2'])
    expect(api.exchanges()).toBe(2)
  })

  test('twenty concurrent 401s trigger one renewal', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    await client.getAccessToken()
    api.revoke()
    const responses = await Promise.all(Array.from({ length: 20 }, () => client.fetch('jobs')))
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(api.exchanges()).toBe(2)
  })

  test('an endpoint that always responds with 401 triggers one renewal per ten seconds', async () => {
    const clock = new TestClock(Date.now())
    await using api = await startGuardedApi()
    using client = connect(api, { clock })
    api.rejectAll(true)
    for (let call = 0; call < 5; call += 1) expect((await client.fetch('jobs')).status).toBe(401)
    expect(api.exchanges()).toBe(2)
    await clock.advance(9_999)
    await client.fetch('jobs')
    expect(api.exchanges()).toBe(2)
    await clock.advance(1)
    await client.fetch('jobs')
    expect(api.exchanges()).toBe(3)
  })

  test('a 401 is returned when the renewal fails', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    await client.fetch('jobs')
    api.revoke()
    api.setOutage(true)
    const response = await client.fetch('jobs')
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('rejected')
  })

  test.each<[string, () => RequestInit]>([
    ['a string', () => ({ body: 'body' })],
    ['bytes', () => ({ body: new TextEncoder().encode('body') })],
    ['a Blob', () => ({ body: new Blob(['body']) })],
    ['parameters', () => ({ body: new URLSearchParams({ body: '' }) })],
  ])('a retry after a 401 sends the same body again: %s', async (_, init) => {
    await using api = await startGuardedApi()
    using client = connect(api)
    await client.getAccessToken()
    api.revoke()
    const response = await client.fetch('jobs', { ...init(), method: 'PUT', headers: { 'x-mine': '1' } })
    expect(response.status).toBe(200)
    expect(api.received).toHaveLength(2)
    for (const { method, headers, body } of api.received) {
      expect({ method, mine: headers['x-mine'], body: body.slice(0, 4) }).toEqual({
        method: 'PUT',
        mine: '1',
        body: 'body',
      })
    }
  })

  test('a retry after a 401 sends the body of a Request again', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    await client.getAccessToken()
    api.revoke()
    const request = new Request(`${api.url}/jobs`, {
      method: 'PATCH',
      body: 'body',
      headers: { 'x-mine': '1' },
    })
    expect((await client.fetch(request)).status).toBe(200)
    expect(api.received.map(({ method, body }) => [method, body])).toEqual([
      ['PATCH', 'body'],
      ['PATCH', 'body'],
    ])
  })

  test('a 401 for a streamed body is returned and triggers a renewal for the next request', async () => {
    await using api = await startGuardedApi()
    using client = connect(api)
    await client.getAccessToken()
    api.revoke()
    const body = new Blob(['streamed']).stream()
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    expect((await client.fetch('jobs', init)).status).toBe(401)
    expect(api.received.map((received) => received.body)).toEqual(['streamed'])
    expect(api.exchanges()).toBe(2)
    const next = { method: 'POST', body: new Blob(['streamed']).stream(), duplex: 'half' } as RequestInit
    expect((await client.fetch('jobs', next)).status).toBe(200)
  })
})

test('a 403 is returned without a renewal', async () => {
  await using api = await startGuardedApi((_, response) => response.writeHead(403).end())
  using client = connect(api)
  expect((await client.fetch('jobs')).status).toBe(403)
  expect(api.exchanges()).toBe(1)
})
