import createClient from 'openapi-fetch'
import { describe, expect, test } from 'vitest'

import { AuthClient, authMiddleware } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'

import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import type { GuardedApi } from '@qci-client/test-support/guarded-api'
import { HttpServer } from '@qci-client/test-support/http-server'

interface paths {
  '/jobs': {
    post: {
      requestBody: { content: { 'application/json': { name: string } } }
      responses: { 200: { content: { 'application/json': { id: string } } } }
    }
  }
}

const answerJob: Parameters<typeof startGuardedApi>[0] = (_, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"job-1"}')

const connect = (api: GuardedApi, baseUrl: string = api.url) => {
  const client = new AuthClient({ url: api.url, apiToken: 'api-token', env: {}, maxRetries: 0 })
  const jobs = createClient<paths>({ baseUrl })
  jobs.use(authMiddleware(client))
  return { client, jobs, post: () => jobs.POST('/jobs', { body: { name: 'job' } }) }
}

describe('the middleware', () => {
  test('the middleware adds the access token', async () => {
    await using api = await startGuardedApi(answerJob)
    expect((await connect(api).post()).data).toEqual({ id: 'job-1' })
    expect(api.received[0]?.headers['authorization']).toBe('Bearer token-1')
  })

  test('the middleware sends a request once more after a 401, with a new token', async () => {
    await using api = await startGuardedApi(answerJob)
    const { client, post } = connect(api)
    await client.getAccessToken()
    api.revoke()
    expect((await post()).response.status).toBe(200)
    expect(api.received.map(({ method, body, headers }) => [method, body, headers['authorization']])).toEqual(
      [
        ['POST', '{"name":"job"}', 'Bearer token-1'],
        ['POST', '{"name":"job"}', 'Bearer token-2'],
      ],
    )
  })

  test('a retry of the middleware keeps the headers that later middlewares added', async () => {
    await using api = await startGuardedApi(answerJob)
    const { client, jobs, post } = connect(api)
    jobs.use({
      onRequest({ request }) {
        request.headers.set('x-mine', '1')
      },
    })
    await client.getAccessToken()
    api.revoke()
    await post()
    expect(api.received.map(({ headers }) => headers['x-mine'])).toEqual(['1', '1'])
  })

  test('the middleware returns the 401 of another origin after a redirect, without a renewal', async () => {
    await using other = await HttpServer.start((_, response) => void response.writeHead(401).end())
    await using api = await startGuardedApi(
      (_, response) => void response.writeHead(303, { location: `${other.url}/elsewhere` }).end(),
    )
    expect((await connect(api).post()).response.status).toBe(401)
    expect([api.exchanges(), other.received.length]).toEqual([1, 1])
  })

  test('the middleware passes on connection errors', async () => {
    const failure = new TypeError('fetch failed')
    await using api = await startGuardedApi(answerJob)
    const { jobs } = connect(api)
    const fetch = () => Promise.reject(failure)
    await expect(jobs.POST('/jobs', { body: { name: 'job' }, fetch })).rejects.toBe(failure)
  })

  test('the middleware rejects with this package’s error when no token can be obtained', async () => {
    await using api = await startGuardedApi(answerJob)
    api.setOutage(true)
    await expect(connect(api).post()).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_API', status: 503 })
  })

  /** A client without a network, and an API whose responses the test passes. */
  const connectAlone = (options: AuthClientOptions = {}) => {
    const token = { access_token: 'token', expires_at_rfc3339: '2099-12-31T23:59:59Z' }
    const client = new AuthClient({
      url: 'https://api.example',
      apiToken: 'api-token',
      env: {},
      fetch: () => Promise.resolve(Response.json(token)),
      ...options,
    })
    const jobs = createClient<paths>({ baseUrl: client.url })
    jobs.use(authMiddleware(client))
    return jobs
  }

  test('the middleware sends a request once more also after a 401 without a body', async () => {
    const statuses = [401, 204]
    const fetch = () => Promise.resolve(new Response(null, { status: statuses.shift() ?? 500 }))
    const { response } = await connectAlone().POST('/jobs', { body: { name: 'job' }, fetch })
    expect(response.status).toBe(204)
  })

  test('a request that is aborted during the renewal after a 401 rejects', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    let renewals = 0
    const jobs = connectAlone({
      onEvent: ({ type }) => type === 'renewed' && (renewals += 1) === 2 && controller.abort(reason),
    })
    const fetch = () => Promise.resolve(new Response(null, { status: 401 }))
    const sent = jobs.POST('/jobs', { body: { name: 'job' }, signal: controller.signal, fetch })
    await expect(sent).rejects.toBe(reason)
  })

  test('the middleware never sends a request a third time', async () => {
    await using api = await startGuardedApi(answerJob)
    api.rejectAll(true)
    expect((await connect(api).post()).response.status).toBe(401)
    expect(api.received).toHaveLength(2)
  })

  test('the middleware sends no token to another origin', async () => {
    await using api = await startGuardedApi(answerJob)
    await using other = await HttpServer.start(
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"other"}'),
    )
    expect((await connect(api, other.url).post()).data).toEqual({ id: 'other' })
    expect(other.received[0]?.headers).not.toHaveProperty('authorization')
  })

  test('the middleware sends no token with a request that claims another address than its own', async () => {
    await using api = await startGuardedApi(answerJob)
    const client = new AuthClient({ url: api.url, apiToken: 'api-token', env: {} })
    const moved = createClient<paths>({ baseUrl: api.url })
    // In Bun, `fetch` sends it there.
    moved.use({
      onRequest: ({ request }) =>
        Object.defineProperty(request, 'url', { value: 'https://elsewhere.example/' }),
    })
    moved.use(authMiddleware(client))
    expect((await moved.POST('/jobs', { body: { name: 'job' } })).response.status).toBe(401)
    expect(api.received[0]?.headers).not.toHaveProperty('authorization')
  })

  test('the middleware does not replace an Authorization of the caller', async () => {
    await using api = await startGuardedApi(answerJob)
    const { jobs } = connect(api)
    await jobs.POST('/jobs', { body: { name: 'job' }, headers: { authorization: 'Basic bWluZQ==' } })
    expect(api.received.map(({ headers }) => headers['authorization'])).toEqual(['Basic bWluZQ=='])
  })

  test('an aborted request of the middleware rejects with the signal’s own reason', async () => {
    await using api = await startGuardedApi(answerJob)
    const { jobs } = connect(api)
    const reason = new Error('had enough')
    await expect(
      jobs.POST('/jobs', { body: { name: 'job' }, signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason)
  })
})
