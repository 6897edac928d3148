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

/** The code behind a rejected fetch. */
async function codeOf(answer: Promise<unknown>): Promise<string | undefined> {
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason as { cause?: { code?: string } },
  )
  return error?.cause?.code
}

describe('the server', () => {
  test('answers on a port of its own until it is closed', async () => {
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

  test('answers 404 at every path that it does not know', async () => {
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

  test('is closed at once, also while requests hang or drip', async () => {
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

  test('may be closed twice', async () => {
    const api = await startAuthMockServer()
    await api.close()
    await expect(api.close()).resolves.toBeUndefined()
  })

  test('listens where it is told to', async () => {
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
  ])('says which option is wrong: %s', async (message, options) => {
    await expect(startAuthMockServer(options)).rejects.toThrow(new RegExp(`^${message}`))
  })

  test('names the port that it cannot have', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    try {
      await expect(startAuthMockServer({ port })).rejects.toMatchObject({
        message: `Port ${port} on 127.0.0.1 is in use`,
        code: 'EADDRINUSE',
      })
    } finally {
      taken.close()
    }
  })

  test('keeps connections open and answers one request after another on them', async () => {
    await using api = await startAuthMockServer()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const sockets = new Set<unknown>()
    for (let i = 0; i < 3; i += 1) {
      const asked = httpRequest(`${api.url}${PATH}health`, { agent }).end()
      const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { socket: unknown }]
      sockets.add(response.socket)
      response.resume()
      await once(response, 'end')
    }
    agent.destroy()
    expect(sockets.size).toBe(1)
  })

  test('answers requests that come all at once on a connection, in their order', async () => {
    await using api = await startAuthMockServer()
    const health = request(`GET ${PATH}health`, { Connection: 'keep-alive' })
    const answers = await receive(await send(api.url, health + health + post))
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3)
    expect(answers).toMatch(/"OK"[^]*"OK"[^]*"access_token"/)
  })

  test('shows pages of the origin that it is told the answers, also to a preflight', async () => {
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

  test('shows pages nothing unless it is told to', async () => {
    await using api = await startAuthMockServer()
    const health = await fetch(`${api.url}${PATH}health`, { headers: { Origin: 'https://app.example' } })
    expect(health.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('on the wire', () => {
  test('a reset is a connection reset', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'reset' })
    expect(await receive(await send(api.url, post))).toBe('reset')
  })

  test('a truncated answer has its first bytes and no end', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'truncate', bytes: 16 })
    const answer = await receive(await send(api.url, post))
    expect(split(answer)).toEqual({ status: '200 OK', body: '10\r\n{"access_token":\r\n' })
    expect(answer.toLowerCase()).toContain('transfer-encoding: chunked')
  })

  test.each([204, 205, 304])('a status of %i has no body', async (status) => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'status', status, body: { a: 1 } })
    const { body: rest } = split(await receive(await send(api.url, post)))
    expect(rest).toMatch(/^(?:0\r\n\r\n)?$/) // nothing, or the end of nothing in chunks
  })

  test('a dripping answer comes in pieces', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'drip', chunkMs: 1, chunkBytes: 8 })
    const { body: chunks } = split(await receive(await send(api.url, request(`GET ${PATH}health`))))
    expect(chunks).toBe('8\r\n{"messag\r\n8\r\ne":"OK"}\r\n0\r\n\r\n')
  })

  test('the Date header can be missing altogether', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'date', date: 'absent' })
    expect(await receive(await send(api.url, post))).not.toMatch(/^date:/im)
  })

  test('HEAD gets the length of the body and not the body', async () => {
    await using api = await startAuthMockServer()
    const answer = await receive(await send(api.url, request(`HEAD ${PATH}health`)))
    expect(split(answer)).toEqual({ status: '200 OK', body: '' })
    expect(answer).toContain('content-length: 16')
  })

  test('a target in absolute form is understood', async () => {
    await using api = await startAuthMockServer()
    const answer = await receive(await send(api.url, request(`GET http://anywhere:80${PATH}health?x=1`)))
    expect(split(answer)).toEqual({ status: '200 OK', body: '{"message":"OK"}' })
  })

  test('a body in chunks is understood', async () => {
    await using api = await startAuthMockServer()
    const head = request(`POST ${PATH}`, { ...json, 'Transfer-Encoding': 'chunked' })
    const chunks = Array.from(body, (character) => `1\r\n${character}\r\n`)
    expect(split(await receive(await send(api.url, head, ...chunks, '0\r\n\r\n'))).status).toBe('200 OK')
  })

  test('a caller who waits for permission to send gets it', async () => {
    await using api = await startAuthMockServer()
    const length = String(body.length)
    const head = request(`POST ${PATH}`, { ...json, Expect: '100-continue', 'Content-Length': length })
    const socket = await send(api.url, head)
    const [first] = (await once(socket, 'data')) as [Buffer]
    expect(String(first)).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write(body)
    expect(split(await receive(socket)).status).toBe('200 OK')
  })

  test('a body of a mebibyte is read to its end and refused, so that its sender hears why', async () => {
    await using api = await startAuthMockServer()
    const head = request(`POST ${PATH}`, { ...json, 'Content-Length': String(2 ** 20) })
    const answer = split(await receive(await send(api.url, head, Buffer.alloc(2 ** 20, 'x'))))
    expect(answer).toEqual({
      status: '400 Bad Request',
      body: '{"message":"body must have at most 65536 bytes"}',
    })
  })

  test('a header that comes twice is not taken for one', async () => {
    await using api = await startAuthMockServer()
    const twice = `GET ${PATH}health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Timeout-Nano: 1\r\nX-Request-Timeout-Nano: 2\r\n\r\n`
    expect(split(await receive(await send(api.url, twice))).status).toBe('400 Bad Request')
  })

  test.each([
    ['TRACE', `TRACE ${PATH}`, '405 Method Not Allowed', 'POST, OPTIONS'],
    ['TRACE nowhere', 'TRACE /nowhere', '405 Method Not Allowed', 'GET, HEAD, OPTIONS, POST'],
    ['CONNECT', 'CONNECT anywhere:443', '405 Method Not Allowed', 'GET, HEAD, OPTIONS, POST'],
    ['a method that node does not know', `FETCH ${PATH}`, '405 Method Not Allowed', 'POST, OPTIONS'],
    ['PROPFIND', `PROPFIND ${PATH}health`, '405 Method Not Allowed', 'GET, HEAD, OPTIONS'],
  ])('%s is refused with the methods that there are', async (_method, line, status, allow) => {
    await using api = await startAuthMockServer()
    const answer = await receive(await send(api.url, request(line)))
    expect(split(answer)).toEqual({
      status,
      body: JSON.stringify({ message: `Method not allowed; use ${allow.replace(/, (\w+)$/, ' or $1')}` }),
    })
    expect(answer.toLowerCase()).toContain(`\r\nallow: ${allow.toLowerCase()}\r\n`)
    expect(api.mock.journal.last()).toMatchObject({ method: line.split(' ')[0], response: { status: 405 } })
  })

  test.each([
    ['what is no HTTP', 'hello\r\n\r\n', '400 Bad Request'],
    ['a request without Host', `GET ${PATH} HTTP/1.1\r\nConnection: close\r\n\r\n`, '400 Bad Request'],
    ['an expectation', request(`GET ${PATH}`, { Expect: 'a-miracle' }), '417 Expectation Failed'],
    ['a method in a line that is none', `FETCH ${PATH}\r\n\r\n`, '400 Bad Request'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`,
      '431 Request Header Fields Too Large',
    ],
  ])('%s is refused with JSON', async (_title, bytes, status) => {
    await using api = await startAuthMockServer()
    const answer = split(await receive(await send(api.url, bytes)))
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toEqual({ message: expect.any(String) })
  })

  test('an unknown method behind another request is not taken for that one', async () => {
    await using api = await startAuthMockServer()
    const first = request(`GET ${PATH}health`, { Connection: 'keep-alive' })
    await receive(await send(api.url, `${first}${request(`FETCH ${PATH}`)}`))
    expect(api.mock.journal.list().map(({ method }) => method)).toEqual(['GET'])
  })

  test('a clock that fails costs the one who asks his connection, not the server its life', async () => {
    let now = (): number => {
      throw new Error('no time')
    }
    await using api = await startAuthMockServer({ now: () => now() })
    expect(await receive(await send(api.url, post))).toMatch(/^(?:reset)?$/)
    now = Date.now
    expect(split(await receive(await send(api.url, post))).status).toBe('200 OK')
  })

  test('a caller who leaves in the middle of a body leaves an aborted entry', async () => {
    await using api = await startAuthMockServer()
    const socket = await send(api.url, request(`POST ${PATH}`, { ...json, 'Content-Length': '100' }), '{')
    await expect.poll(() => api.mock.journal.count()).toBe(1)
    expect(api.mock.journal.last()).toMatchObject({ state: 'open' })
    socket.resetAndDestroy()
    const [entry] = await api.mock.journal.waitFor({ operation: 'postAccessTokens' })
    expect(entry).toMatchObject({ state: 'aborted', response: undefined })
  })

  test('a caller who leaves while it hangs leaves an aborted entry', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'hang' })
    const socket = await send(api.url, post)
    await api.mock.journal.waitFor({ count: 1 })
    socket.destroy()
    await expect.poll(() => api.mock.journal.last()?.state).toBe('aborted')
  })
})

describe('the fault refuse', () => {
  test('refuses connections until it is removed', async () => {
    await using api = await startAuthMockServer()
    const fault = api.mock.faults.add({ kind: 'refuse' })
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
    fault.remove()
    expect(await untilAnswered(`${api.url}${PATH}health`)).toBe(200)
  })

  test('ends by itself after so many milliseconds', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', forMs: 30 })
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
    expect(await untilAnswered(`${api.url}${PATH}health`)).toBe(200)
    expect(api.mock.faults.list()).toEqual([])
  })

  test('ends with a reset, and takes no request from the faults behind it', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse' })
    api.mock.reset()
    api.mock.faults.outage(1)
    expect(await untilAnswered(`${api.url}${PATH}health`)).toBe(503)
  })

  test('drops requests on connections that were open before', async () => {
    await using api = await startAuthMockServer()
    const socket = await send(api.url, request(`GET ${PATH}health`, { Connection: 'keep-alive' }))
    await once(socket, 'data')
    api.mock.faults.add({ kind: 'refuse' })
    socket.write(request(`GET ${PATH}health`))
    expect(await receive(socket)).toMatch(/^(?:reset)?$/)
  })

  test('begins after its delay', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', delayMs: 50, jitterMs: 1 })
    const url = `${api.url}${PATH}health`
    expect(await untilAnswered(url)).toBe(200)
    await expect.poll(() => codeOf(fetch(url))).toBe('ECONNREFUSED')
  })

  test('never begins when it is removed before', async () => {
    await using api = await startAuthMockServer()
    const fault = api.mock.faults.add({ kind: 'refuse', delayMs: 1 })
    fault.remove()
    api.mock.faults.add({ kind: 'latency', delayMs: 5 })
    expect((await fetch(`${api.url}${PATH}health`)).status).toBe(200)
    expect((await fetch(`${api.url}${PATH}health`)).status).toBe(200)
  })

  test('ends when the last of several has ended', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', forMs: 10 })
    const last = api.mock.faults.add({ kind: 'refuse' })
    await expect.poll(() => api.mock.faults.list().length).toBe(1)
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
    last.remove()
    expect(await untilAnswered(`${api.url}${PATH}health`)).toBe(200)
  })

  test('can be what the server begins with', async () => {
    await using api = await startAuthMockServer({ scenario: { faults: [{ kind: 'refuse' }] } })
    expect(await codeOf(fetch(`${api.url}${PATH}health`))).toBe('ECONNREFUSED')
  })

  test('does not keep the server from closing', async () => {
    const api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'refuse', forMs: 600_000 })
    await api.close()
    expect(await codeOf(fetch(api.url))).toBe('ECONNREFUSED')
  })
})

/** The status of the first answer; asks again while connections are refused. */
async function untilAnswered(url: string): Promise<number> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response) return response.status
  }
}
