import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

import nodeFetch2 from 'node-fetch2'
import createClient from 'openapi-fetch'
import { fetch as undiciFetch } from 'undici'
import { describe, expect, test } from 'vitest'

import { AuthClient, authMiddleware } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'

import { isConnectionBreak } from '../src/fetch/connection-break.ts'

const token = { access_token: 'token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

/** An API that breaks the connection of the first so many requests, before it responds. */
async function startBreaking(breaks: number, breakOff = (socket: Socket) => void socket.resetAndDestroy()) {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const text = data.toString()
      const [line = ''] = text.split('\r\n')
      const respond = (body: string) =>
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
      if (line.includes('access-tokens')) return respond(JSON.stringify(token))
      requests.push(line.replace(' HTTP/1.1', ''))
      return requests.length <= breaks ? breakOff(socket) : respond(line.startsWith('HEAD') ? '' : '{}')
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

const connect = (url: string, options: AuthClientOptions = {}) =>
  new AuthClient({ url, apiToken: 'api-token', env: {}, ...options })

describe('when the connection breaks before a response began, client.fetch', () => {
  test.each<[string, (url: string) => [string | Request, RequestInit?]]>([
    ['GET', (url) => [`${url}/jobs`]],
    ['HEAD', (url) => [`${url}/jobs`, { method: 'HEAD' }]],
    ['GET', (url) => [new Request(`${url}/jobs`)]],
  ])('client.fetch sends %s once more after a broken connection', async (method, make) => {
    await using api = await startBreaking(1)
    expect((await connect(api.url).fetch(...make(api.url))).status).toBe(200)
    expect(api.requests).toEqual([`${method} /jobs`, `${method} /jobs`])
  })

  test('client.fetch sends GET once more when the server closes the connection', async () => {
    await using api = await startBreaking(1, (socket) => void socket.end())
    expect((await connect(api.url).fetch('jobs')).status).toBe(200)
  })

  test.each<[string, typeof fetch]>([
    ['npm undici', undiciFetch as unknown as typeof fetch],
    ['node-fetch 2', nodeFetch2 as typeof fetch],
  ])('client.fetch sends GET once more after a broken connection with %s', async (_, fetch) => {
    await using api = await startBreaking(1)
    expect((await connect(api.url, { fetch }).fetch('jobs')).status).toBe(200)
  })

  test('client.fetch does not send GET a third time', async () => {
    await using api = await startBreaking(9)
    await expect(connect(api.url).fetch('jobs')).rejects.toThrow('fetch failed')
    expect(api.requests).toHaveLength(2)
  })

  test.each<RequestInit>([
    { method: 'POST' },
    { method: 'POST', body: 'job' },
    { method: 'PUT', body: 'job' },
    { method: 'DELETE' },
    { method: 'OPTIONS' },
  ])('client.fetch sends %o only once', async (init) => {
    await using api = await startBreaking(9)
    await expect(connect(api.url).fetch('jobs', init)).rejects.toThrow('fetch failed')
    expect(api.requests).toHaveLength(1)
  })

  test('client.fetch sends nothing more when it is aborted after a broken connection', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    await using api = await startBreaking(9, (socket) => {
      controller.abort(reason)
      socket.resetAndDestroy()
    })
    await expect(connect(api.url).fetch('jobs', { signal: controller.signal })).rejects.toBe(reason)
    expect(api.requests).toHaveLength(1)
  })
})

test('a failure that is no broken connection is not sent again', async () => {
  let sent = 0
  const failure = new TypeError('fetch failed', {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  })
  const fetch = (url: string | URL | Request) => {
    if ((url as string).includes('access-tokens')) return Promise.resolve(Response.json(token))
    sent += 1
    return Promise.reject(failure)
  }
  await expect(connect('https://api.example', { fetch }).fetch('jobs')).rejects.toBe(failure)
  expect(sent).toBe(1)
})

describe('when the connection breaks before a response began, the middleware', () => {
  interface Paths {
    '/jobs': {
      get: { responses: { 200: { content: { 'application/json': object } } } }
      post: { responses: { 200: { content: { 'application/json': object } } } }
    }
  }
  const createApi = (url: string) => {
    const api = createClient<Paths>({ baseUrl: url })
    api.use(authMiddleware(connect(url)))
    return api
  }

  test('the middleware sends GET once more after a broken connection', async () => {
    await using api = await startBreaking(1)
    expect((await createApi(api.url).GET('/jobs')).data).toEqual({})
    expect(api.requests).toHaveLength(2)
  })

  test('the middlewares before get the error of a GET that fails again', async () => {
    await using server = await startBreaking(9)
    const api = createClient<Paths>({ baseUrl: server.url })
    const seen: unknown[] = []
    api.use({ onError: ({ error }) => void seen.push(error) }, authMiddleware(connect(server.url)))
    await expect(api.GET('/jobs')).rejects.toThrow('fetch failed')
    expect(seen).toEqual([expect.objectContaining({ message: 'fetch failed' })])
  })

  test('the middleware sends POST only once', async () => {
    await using api = await startBreaking(9)
    await expect(createApi(api.url).POST('/jobs')).rejects.toThrow('fetch failed')
    expect(api.requests).toHaveLength(1)
  })
})

describe('a broken connection is recognized', () => {
  const withCode = (code: string) =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) })
  test.each<[string, unknown, boolean]>([
    ['ECONNRESET', withCode('ECONNRESET'), true],
    ['EPIPE', withCode('EPIPE'), true],
    ['UND_ERR_SOCKET', withCode('UND_ERR_SOCKET'), true],
    ['ECONNREFUSED', withCode('ECONNREFUSED'), false],
    ['ENOTFOUND', withCode('ENOTFOUND'), false],
    ['ETIMEDOUT', withCode('ETIMEDOUT'), false],
    ['UND_ERR_HEADERS_TIMEOUT', withCode('UND_ERR_HEADERS_TIMEOUT'), false],
    ['CERT_HAS_EXPIRED', withCode('CERT_HAS_EXPIRED'), false],
    ['Deno', new TypeError('error sending request: connection closed before message completed'), true],
    ['HTTP/2 in Node 26', new Error('HTTP/2: stream half-closed (remote)'), true],
    ['workerd', new Error('Network connection lost.'), true],
    ['Bun', new Error('The socket connection was closed unexpectedly.'), true],
    ['a browser', new TypeError('Failed to fetch'), false],
    ['an abort', new DOMException('aborted', 'AbortError'), false],
    ['nothing', undefined, false],
    [
      'a circle',
      Object.assign(new Error(), {
        get cause() {
          return this
        },
      }),
      false,
    ],
    [
      'a getter that throws',
      {
        get code() {
          throw new Error('no')
        },
      },
      false,
    ],
  ])('whether an error is a broken connection: %s', (_, error, expected) => {
    expect(isConnectionBreak(error)).toBe(expected)
  })
})
