import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { createServer } from 'node:net'

import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { receive, request, send, split } from './support/raw.ts'

const PATH = '/auth/v1/access-tokens/'
const body = JSON.stringify({ refresh_token: 'mock-api-token' })
const json = { 'Content-Type': 'application/json' }
const post = request(`POST ${PATH}`, { ...json, 'Content-Length': String(body.length) }, body)

/** The code of the cause of a rejected fetch. */
async function codeOf(response: Promise<unknown>): Promise<string | undefined> {
  const error = await response.then(
    () => undefined,
    (reason: unknown) => reason as { cause?: { code?: string } },
  )
  return error?.cause?.code
}

describe('the server', () => {
  test('the server responds on a free port until it is closed', async () => {
    let url: string
    {
      await using api = await startAuthMockServer()
      url = api.url
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(api.env).toEqual({ QCI_API_URL: url, QCI_TOKEN: 'mock-api-token' })
      expect(await (await fetch(`${url}${PATH}health`)).json()).toEqual({ message: 'OK' })
    }
    expect(await codeOf(fetch(url))).toBe('ECONNREFUSED')
  })

  test('the server responds 404 to unknown paths', async () => {
    await using api = await startAuthMockServer()
    for (const path of [
      '/',
      '/auth/v1/access-tokens/health/',
      '/AUTH/v1/access-tokens',
      '//auth/v1/access-tokens/',
    ]) {
      const response = await fetch(api.url + path)
      expect([path, response.status]).toEqual([path, 404])
      expect(await response.json()).toEqual({ message: 'No such path' })
    }
  })

  test('close() drops requests that hang or drip', async () => {
    const api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'hang', operation: 'getAccessTokensHealth' })
    api.mock.faults.add({ kind: 'drip', chunkMs: 600_000 })
    const hung = codeOf(fetch(`${api.url}${PATH}health`))
    const dripping = await fetch(`${api.url}${PATH}version`)
    await api.mock.journal.waitFor({ count: 2 })
    await api.close()
    expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(await hung)
    await expect(dripping.text()).rejects.toThrow('terminated')
  })

  test('close() may be called twice', async () => {
    const api = await startAuthMockServer()
    await api.close()
    await expect(api.close()).resolves.toBeUndefined()
  })

  test('the option host sets the address to listen on', async () => {
    await using api = await startAuthMockServer({ host: '::1' })
    expect(api.url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await fetch(`${api.url}${PATH}health`)).status).toBe(200)
  })

  test.each<[string, object]>([
    ['host must be an address', { host: '' }], // node would listen on every address
    ['host must be an address', { host: 'localhost:80' }],
    ['port must be an integer, at least 0 and at most 65535', { port: 'a' }], // node: a socket of that name
    ['port must be', { port: 65_536 }],
    ['allowHosts must be a list of names', { allowHosts: 'mock' }],
    ['allowHosts must be a list of names, without ports', { allowHosts: ['mock:4010'] }],
    ['cors must be an origin', { cors: 'http://localhost:5173/' }],
    ['cors must be an origin', { cors: 'http://a\n' }],
    ['now must be a function', { now: 5 }],
    ['onExchange must be a function', { onExchange: 'log' }],
  ])('an invalid option is rejected: %s', async (message, options) => {
    await expect(startAuthMockServer(options)).rejects.toThrow(new RegExp(`^${message}`))
  })

  test('the error of a port in use names the port', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    try {
      await expect(startAuthMockServer({ port })).rejects.toMatchObject({
        message: `Port ${port} on 127.0.0.1 is in use; 0 takes a free port`,
        code: 'EADDRINUSE',
      })
    } finally {
      taken.close()
    }
  })

  test('the error of a host that is not an address of this machine says so', async () => {
    await expect(startAuthMockServer({ host: '192.0.2.1' })).rejects.toMatchObject({
      message:
        'Port 0 on 192.0.2.1 cannot be opened: this address is not one of this machine (EADDRNOTAVAIL)',
      code: 'EADDRNOTAVAIL',
    })
  })

  test('the server keeps connections open for several requests', async () => {
    await using api = await startAuthMockServer()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const sockets = new Set<unknown>()
    for (let i = 0; i < 3; i += 1) {
      const sent = httpRequest(`${api.url}${PATH}health`, { agent }).end()
      const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream & { socket: unknown }]
      sockets.add(response.socket)
      response.resume()
      await once(response, 'end')
    }
    agent.destroy()
    expect(sockets.size).toBe(1)
  })

  test('the server responds to pipelined requests in their order', async () => {
    await using api = await startAuthMockServer()
    const health = request(`GET ${PATH}health`, { Connection: 'keep-alive' })
    const responses = await receive(await send(api.url, health + health + post))
    expect(responses.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3)
    expect(responses).toMatch(/"OK"[^]*"OK"[^]*"access_token"/)
  })

  test('responses and preflights have CORS headers for the origin of the option cors', async () => {
    await using api = await startAuthMockServer({ cors: 'https://app.example' })
    const preflight = await fetch(`${api.url}${PATH}`, {
      method: 'OPTIONS',
      headers: { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
    })
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type',
      vary: 'Origin',
    })
    const health = await fetch(`${api.url}${PATH}health`)
    expect(health.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(health.headers.get('access-control-expose-headers')).toContain('Retry-After')
  })

  test('responses have no CORS headers without the option cors', async () => {
    await using api = await startAuthMockServer()
    const health = await fetch(`${api.url}${PATH}health`, { headers: { Origin: 'https://app.example' } })
    expect(health.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('the bytes on the connection', () => {
  test('the fault reset resets the connection', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'reset' })
    expect(await receive(await send(api.url, post))).toBe('reset')
  })

  test('the fault truncate sends the first bytes of the body and no last chunk', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'truncate', bytes: 16 })
    const received = await receive(await send(api.url, post))
    expect(split(received)).toEqual({ status: '200 OK', body: '10\r\n{"access_token":\r\n' })
    expect(received.toLowerCase()).toContain('transfer-encoding: chunked')
  })

  test.each([204, 205, 304])('a response with status %i has no body', async (status) => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'status', status, body: { a: 1 } })
    const { body: rest } = split(await receive(await send(api.url, post)))
    expect(rest).toMatch(/^(?:0\r\n\r\n)?$/) // empty, or an empty chunked body
  })

  test('the fault drip sends the body in chunks', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'drip', chunkMs: 1, chunkBytes: 8 })
    const { body: chunks } = split(await receive(await send(api.url, request(`GET ${PATH}health`))))
    expect(chunks).toBe('8\r\n{"messag\r\n8\r\ne":"OK"}\r\n0\r\n\r\n')
  })

  test("the fault date with date: 'absent' sends no Date header", async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'date', date: 'absent' })
    expect(await receive(await send(api.url, post))).not.toMatch(/^date:/im)
  })

  test('the response to HEAD has Content-Length and no body', async () => {
    await using api = await startAuthMockServer()
    const received = await receive(await send(api.url, request(`HEAD ${PATH}health`)))
    expect(split(received)).toEqual({ status: '200 OK', body: '' })
    expect(received).toContain('content-length: 16')
  })

  test('a request target in absolute form is accepted', async () => {
    await using api = await startAuthMockServer()
    const received = await receive(await send(api.url, request(`GET http://anywhere:80${PATH}health?x=1`)))
    expect(split(received)).toEqual({ status: '200 OK', body: '{"message":"OK"}' })
  })

  test('a chunked request body is accepted', async () => {
    await using api = await startAuthMockServer()
    const head = request(`POST ${PATH}`, { ...json, 'Transfer-Encoding': 'chunked' })
    const chunks = Array.from(body, (character) => `1\r\n${character}\r\n`)
    expect(split(await receive(await send(api.url, head, ...chunks, '0\r\n\r\n'))).status).toBe('200 OK')
  })

  test('a request with Expect: 100-continue gets 100 Continue', async () => {
    await using api = await startAuthMockServer()
    const length = String(body.length)
    const head = request(`POST ${PATH}`, { ...json, Expect: '100-continue', 'Content-Length': length })
    const socket = await send(api.url, head)
    const [first] = (await once(socket, 'data')) as [Buffer]
    expect(String(first)).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write(body)
    expect(split(await receive(socket)).status).toBe('200 OK')
  })

  test('a body of 1 MiB is read to its end before it is rejected, so that the client can read the response', async () => {
    await using api = await startAuthMockServer()
    const head = request(`POST ${PATH}`, { ...json, 'Content-Length': String(2 ** 20) })
    const response = split(await receive(await send(api.url, head, Buffer.alloc(2 ** 20, 'x'))))
    expect(response).toEqual({
      status: '400 Bad Request',
      body: '{"message":"body must have at most 65536 bytes"}',
    })
  })

  test('a request that repeats X-Request-Timeout-Nano is rejected', async () => {
    await using api = await startAuthMockServer()
    const twice = `GET ${PATH}health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Timeout-Nano: 1\r\nX-Request-Timeout-Nano: 2\r\n\r\n`
    expect(split(await receive(await send(api.url, twice))).status).toBe('400 Bad Request')
  })

  test.each([
    ['TRACE', `TRACE ${PATH}`, '405 Method Not Allowed', 'POST, OPTIONS'],
    ['TRACE of an unknown path', 'TRACE /nowhere', '405 Method Not Allowed', 'GET, HEAD, OPTIONS, POST'],
    ['CONNECT', 'CONNECT anywhere:443', '405 Method Not Allowed', 'GET, HEAD, OPTIONS, POST'],
    ['a method that node does not know', `FETCH ${PATH}`, '405 Method Not Allowed', 'POST, OPTIONS'],
    ['PROPFIND', `PROPFIND ${PATH}health`, '405 Method Not Allowed', 'GET, HEAD, OPTIONS'],
  ])('%s gets 405 with the allowed methods', async (_method, line, status, allow) => {
    await using api = await startAuthMockServer()
    const received = await receive(await send(api.url, request(line)))
    expect(split(received)).toEqual({
      status,
      body: JSON.stringify({ message: `Method not allowed; use ${allow.replace(/, (\w+)$/, ' or $1')}` }),
    })
    expect(received.toLowerCase()).toContain(`\r\nallow: ${allow.toLowerCase()}\r\n`)
    expect(api.mock.journal.last()).toMatchObject({ method: line.split(' ')[0], response: { status: 405 } })
  })

  test.each([
    ['a request that is not HTTP', 'hello\r\n\r\n', '400 Bad Request'],
    ['a request without Host', `GET ${PATH} HTTP/1.1\r\nConnection: close\r\n\r\n`, '400 Bad Request'],
    ['an unsupported expectation', request(`GET ${PATH}`, { Expect: 'a-miracle' }), '417 Expectation Failed'],
    ['a request line without a version', `FETCH ${PATH}\r\n\r\n`, '400 Bad Request'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`,
      '431 Request Header Fields Too Large',
    ],
  ])('%s gets an error status with a JSON body', async (_title, bytes, status) => {
    await using api = await startAuthMockServer()
    const response = split(await receive(await send(api.url, bytes)))
    expect(response.status).toBe(status)
    expect(JSON.parse(response.body)).toEqual({ message: expect.any(String) })
  })

  test('an unknown method after another request on the connection is not recorded as that request', async () => {
    await using api = await startAuthMockServer()
    const first = request(`GET ${PATH}health`, { Connection: 'keep-alive' })
    await receive(await send(api.url, `${first}${request(`FETCH ${PATH}`)}`))
    expect(api.mock.journal.list().map(({ method }) => method)).toEqual(['GET'])
  })

  test('a clock that throws drops the connection of the request, and the server continues', async () => {
    let now = (): number => {
      throw new Error('no time')
    }
    await using api = await startAuthMockServer({ now: () => now() })
    expect(await receive(await send(api.url, post))).toMatch(/^(?:reset)?$/)
    now = Date.now
    expect(split(await receive(await send(api.url, post))).status).toBe('200 OK')
  })

  test('a request whose client disconnects during the body is recorded as aborted', async () => {
    await using api = await startAuthMockServer()
    const socket = await send(api.url, request(`POST ${PATH}`, { ...json, 'Content-Length': '100' }), '{')
    await expect.poll(() => api.mock.journal.count()).toBe(1)
    expect(api.mock.journal.last()).toMatchObject({ state: 'open' })
    socket.resetAndDestroy()
    const [entry] = await api.mock.journal.waitFor({ operation: 'postAccessTokens' })
    expect(entry).toMatchObject({ state: 'aborted', response: undefined })
  })

  test('a request whose client disconnects while it hangs is recorded as aborted', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'hang' })
    const socket = await send(api.url, post)
    await api.mock.journal.waitFor({ count: 1 })
    socket.destroy()
    await expect.poll(() => api.mock.journal.last()?.state).toBe('aborted')
  })
})

describe('the fault refuse', () => {
  test('the fault refuse applies until it is removed', async () => {
    await using api = await startAuthMockServer()
    const fault = api.mock.faults.add({ kind: 'refuse' })
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
    fault.remove()
    expect(await untilAccepted(`${api.url}${PATH}health`)).toBe(200)
  })

  test('the fault refuse ends after forMs', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', forMs: 30 })
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
    expect(await untilAccepted(`${api.url}${PATH}health`)).toBe(200)
    expect(api.mock.faults.list()).toEqual([])
  })

  test('a reset ends the fault refuse, which uses up no request of later faults', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse' })
    api.mock.reset()
    api.mock.faults.outage(1)
    expect(await untilAccepted(`${api.url}${PATH}health`)).toBe(503)
  })

  test('the fault refuse drops requests on connections that were open before', async () => {
    await using api = await startAuthMockServer()
    const socket = await send(api.url, request(`GET ${PATH}health`, { Connection: 'keep-alive' }))
    await once(socket, 'data')
    api.mock.faults.add({ kind: 'refuse' })
    socket.write(request(`GET ${PATH}health`))
    expect(await receive(socket)).toMatch(/^(?:reset)?$/)
  })

  test('the fault refuse begins after delayMs', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', delayMs: 50, jitterMs: 1 })
    const url = `${api.url}${PATH}health`
    expect(await untilAccepted(url)).toBe(200)
    await expect.poll(() => codeOf(fetch(url))).toBe('ECONNREFUSED')
  })

  test('the fault refuse never begins when it is removed during its delay', async () => {
    await using api = await startAuthMockServer()
    const fault = api.mock.faults.add({ kind: 'refuse', delayMs: 1 })
    fault.remove()
    api.mock.faults.add({ kind: 'latency', delayMs: 5 })
    expect((await fetch(`${api.url}${PATH}health`)).status).toBe(200)
    expect((await fetch(`${api.url}${PATH}health`)).status).toBe(200)
  })

  test('connections are refused until the last of several faults refuse has ended', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', forMs: 10 })
    const last = api.mock.faults.add({ kind: 'refuse' })
    await expect.poll(() => api.mock.faults.list().length).toBe(1)
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
    last.remove()
    expect(await untilAccepted(`${api.url}${PATH}health`)).toBe(200)
  })

  test('a scenario can start the server with the fault refuse', async () => {
    await using api = await startAuthMockServer({ scenario: { faults: [{ kind: 'refuse' }] } })
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
  })

  test('the server can be closed during the fault refuse', async () => {
    const api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', forMs: 600_000 })
    await api.close()
    expect(await codeOf(fetch(api.url))).toBe('ECONNREFUSED')
  })
})

/** Sends requests until one is not refused, and returns the status of its response. */
async function untilAccepted(url: string): Promise<number> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response) return response.status
  }
}
