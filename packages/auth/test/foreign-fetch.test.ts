import { Readable } from 'node:stream'

import nodeFetch2, { Request as NodeFetch2Request } from 'node-fetch2'
import nodeFetch3, { Request as NodeFetch3Request } from 'node-fetch3'
import createClient from 'openapi-fetch'
import { fetch as undiciFetch, Request as UndiciRequest } from 'undici'
import { describe, expect, test } from 'vitest'

import { AuthClient, authMiddleware } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'
import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import { HttpServer } from '@qci-client/test-support/http-server'

type Fetch = typeof globalThis.fetch

const token = { access_token: 'access-token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

const connect = (url: string, options: AuthClientOptions) =>
  new AuthClient({ url, apiToken: 'api-token', env: {}, maxRetries: 0, ...options })

/** Implementations of fetch that cannot read the platform's Request, and wrappers as programs write them. */
const implementations: [name: string, fetch: Fetch][] = [
  ['npm undici', undiciFetch as unknown as Fetch],
  ['node-fetch 2', nodeFetch2 as Fetch],
  ['node-fetch 3', nodeFetch3 as unknown as Fetch],
  [
    'a wrapper that spreads init and headers',
    (url, init) => fetch(url, { ...init, headers: { ...(init?.headers as object), 'x-wrapped': '1' } }),
  ],
  [
    'a wrapper that copies init through JSON',
    (url, init) => fetch(url, JSON.parse(JSON.stringify(init)) as RequestInit),
  ],
  ['a wrapper that parses the URL', (url, init) => fetch(new URL(url as string), init)],
]

describe.each(implementations)('with %s as its fetch option', (_, fetch) => {
  test('the client exchanges its API token', async () => {
    await using server = await HttpServer.start((__, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(token)),
    )
    using client = connect(server.url, { fetch, timeoutMs: 20_000 })
    expect(await client.getAccessToken()).toBe('access-token-1')
    expect(server.received).toMatchObject([
      {
        method: 'POST',
        path: '/auth/v1/access-tokens/',
        headers: { 'content-type': 'application/json', 'x-request-timeout-nano': '20000000000' },
        body: '{"refresh_token":"api-token"}',
      },
    ])
  })

  test('the client follows a 308 within the origin with the body', async () => {
    await using server = await HttpServer.start(({ path }, response) =>
      path.endsWith('/')
        ? response.writeHead(308, { location: path.slice(0, -1) }).end('moved')
        : response.end(JSON.stringify(token)),
    )
    using client = connect(server.url, { fetch })
    expect(await client.getAccessToken()).toBe('access-token-1')
    expect(server.received[1]).toMatchObject({ method: 'POST', body: '{"refresh_token":"api-token"}' })
  })

  test('a body of 1 MiB and one byte is an invalid response', async () => {
    await using server = await HttpServer.start((__, response) =>
      response.writeHead(200).end(' '.repeat(2 ** 20 + 1)),
    )
    await expect(connect(server.url, { fetch }).getAccessToken()).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_INVALID_RESPONSE',
    })
  })

  test('a body that stops half way ends with the time limit', async () => {
    await using server = await HttpServer.start((__, response) => void response.writeHead(200).write('{"acc'))
    await expect(connect(server.url, { fetch, timeoutMs: 300 }).getAccessToken()).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_TIMEOUT',
    })
  })
})

test('the fetch option gets the URL as a string and plain objects', async () => {
  const calls: unknown[][] = []
  const fetch: Fetch = (...args) => (calls.push(args), Promise.resolve(Response.json(token)))
  await connect('https://api.example', { fetch }).getAccessToken()
  const [url, init] = calls[0] as [unknown, RequestInit]
  expect(url).toBe('https://api.example/auth/v1/access-tokens/')
  expect([init, init.headers].map((value) => Object.getPrototypeOf(value) as unknown)).toEqual([
    Object.prototype,
    Object.prototype,
  ])
  expect(init).toMatchObject({ method: 'POST', body: '{"refresh_token":"api-token"}', redirect: 'manual' })
})

describe('a response of another implementation', () => {
  /** A response that is not a platform Response: members that are not passed do not exist. */
  const like = (parts: object) =>
    ({ status: 200, statusText: 'OK', headers: new Headers(), ...parts }) as unknown as Response
  const obtain = (response: Response, options: AuthClientOptions = {}) =>
    connect('https://api.example', {
      fetch: () => Promise.resolve(response),
      ...options,
    }).getAccessToken()
  const text = JSON.stringify(token)

  test.each<[string, () => object]>([
    ['a Node stream of bytes', () => ({ body: Readable.from([Buffer.from(text)]) })],
    ['a Node stream of text', () => ({ body: Readable.from([text.slice(0, 9), text.slice(9)]) })],
    ['an async generator', () => ({ body: Readable.from([text])[Symbol.asyncIterator]() })],
    ['text() and no body', () => ({ text: () => Promise.resolve(text) })],
    ['text() and a body that cannot be read', () => ({ body: {}, text: () => Promise.resolve(text) })],
    ['headers in a plain object', () => ({ body: Readable.from([text]), headers: { date: 'x' } })],
    ['no headers', () => ({ body: Readable.from([text]), headers: undefined })],
    ['headers that can only get', () => ({ body: Readable.from([text]), headers: { get: () => null } })],
  ])('a response of another implementation is read from %s', async (_, parts) => {
    expect(await obtain(like(parts()))).toBe('access-token-1')
  })

  test('a response without a body and without text() is empty', async () => {
    const fetched = obtain(like({ status: 204, body: null }))
    await expect(fetched).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_INVALID_RESPONSE',
      message: expect.stringContaining('is empty') as string,
    })
  })

  test('a response that has only text() is limited to 1 MiB', async () => {
    const response = like({ text: () => Promise.resolve('a'.repeat(2 ** 20 + 1)) })
    await expect(obtain(response)).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_INVALID_RESPONSE' })
  })

  test('a body that is a Node stream is destroyed at the time limit', async () => {
    const body = new Readable({ read() {} })
    await expect(obtain(like({ body }), { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_TIMEOUT',
    })
    await expect.poll(() => body.destroyed).toBe(true)
  })

  test('a response that has only text() is abandoned at the time limit', async () => {
    const response = like({ text: () => new Promise(() => {}) })
    await expect(obtain(response, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_TIMEOUT' })
  })

  test.each([undefined, null, {}, 'text', { status: 200, data: token, headers: {} }])(
    'a fetch option that returns %j is a ConfigurationError',
    async (response) => {
      const fetched = obtain(response as unknown as Response)
      await expect(fetched).rejects.toMatchObject({
        code: 'ERR_QCI_AUTH_CONFIGURATION',
        message: expect.stringContaining('fetch option') as string,
      })
    },
  )
})

describe('the middleware with another implementation of fetch', () => {
  interface Paths {
    '/jobs': {
      post: {
        requestBody: { content: { 'application/json': object } }
        responses: { 200: { content: { 'application/json': object } } }
      }
    }
  }
  /** Options of openapi-fetch: its own `Request` is of the platform, unless it gets another. */
  const options: [name: string, options: { fetch: unknown; Request?: unknown }][] = [
    ['npm undici', { fetch: undiciFetch, Request: UndiciRequest }],
    ['node-fetch 2', { fetch: nodeFetch2, Request: NodeFetch2Request }],
    ['node-fetch 3', { fetch: nodeFetch3, Request: NodeFetch3Request }],
    [
      'a wrapper of npm undici',
      {
        fetch: async (request: Request) =>
          undiciFetch(request.url, {
            method: request.method,
            headers: [...request.headers],
            body: await request.text(),
          }),
      },
    ],
  ]
  const connectApi = (url: string, given: object) => {
    const client = connect(url, {})
    const api = createClient<Paths>({ baseUrl: url, ...given })
    api.use(authMiddleware(client))
    return { client, post: () => api.POST('/jobs', { body: { name: 'job' } }) }
  }

  test.each(options)(
    'the middleware with another implementation of fetch adds the token: %s',
    async (_, given) => {
      await using api = await startGuardedApi((__, response) => void response.end('{"id":"1"}'))
      expect((await connectApi(api.url, given).post()).data).toEqual({ id: '1' })
      expect(api.received[0]).toMatchObject({ method: 'POST', body: '{"name":"job"}' })
    },
  )

  test.each(options)(
    'the middleware with another implementation of fetch sends once more after a 401: %s',
    async (_, given) => {
      await using api = await startGuardedApi((__, response) => void response.end('{"id":"1"}'))
      const { client, post } = connectApi(api.url, given)
      await client.getAccessToken()
      api.revoke()
      expect((await post()).data).toEqual({ id: '1' })
      expect(api.received.map(({ body }) => body)).toEqual(['{"name":"job"}', '{"name":"job"}'])
    },
  )

  test.each(options)(
    'the middleware with another implementation of fetch returns a response without a body after a 401: %s',
    async (_, given) => {
      await using api = await startGuardedApi((__, response) => void response.writeHead(204).end())
      const { client, post } = connectApi(api.url, given)
      await client.getAccessToken()
      api.revoke()
      expect((await post()).response.status).toBe(204)
    },
  )
})

test('a 401 whose body a wrapper of fetch has read already is replaced all the same', async () => {
  await using api = await startGuardedApi()
  const log: string[] = []
  const client = connect(api.url, {
    fetch: async (url, init) => {
      const response = await fetch(url, init)
      if (!response.ok) log.push(await response.text())
      return response
    },
  })
  await client.getAccessToken()
  api.revoke()
  expect((await client.fetch('jobs')).status).toBe(200)
  expect(log).toEqual(['rejected'])
})

test('a Request of another implementation goes to where that implementation sends it', async () => {
  await using api = await startGuardedApi()
  await using other = await HttpServer.start((_, response) => void response.end())
  const client = connect(api.url, { fetch: undiciFetch as unknown as Fetch })
  const create = (url: string, shown: string) =>
    Object.defineProperty(new UndiciRequest(url), 'url', { value: shown })
  const toApi = create(`${api.url}/jobs`, other.url)
  const toOther = create(other.url, `${api.url}/jobs`)
  for (const request of [toApi, toOther]) await client.fetch(request as unknown as Request)
  expect(api.received.map(({ headers }) => headers['authorization'])).toEqual(['Bearer token-1'])
  expect(other.received.map(({ headers }) => headers['authorization'])).toEqual([undefined])
})
