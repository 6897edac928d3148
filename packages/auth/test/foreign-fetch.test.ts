import { Readable } from 'node:stream'

import nodeFetch2 from 'node-fetch2'
import nodeFetch3 from 'node-fetch3'
import { fetch as undiciFetch } from 'undici'
import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'
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

  test.each([undefined, null, {}, 'text'])(
    'a fetch option that returns %j is a ConfigurationError',
    async (response) => {
      const fetched = obtain(response as Response)
      await expect(fetched).rejects.toMatchObject({
        code: 'ERR_QCI_AUTH_CONFIGURATION',
        message: expect.stringContaining('fetch option') as string,
      })
    },
  )
})
