import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

import type { Received } from '@qci-client/test-support/http-server'

/** A broken response on a socket, and the error that it must become. */
export interface BrokenResponse {
  name: string
  /** Of the error that the caller gets. */
  code: string
  /** Further properties of that error. */
  facts?: Record<string, unknown>
  /** Whether only the deadline ends it. */
  isEndless?: boolean
  send(response: ServerResponse, request: Received): void
}

const CONNECTION = 'ERR_QCI_AUTH_CONNECTION'
const TIMEOUT = 'ERR_QCI_AUTH_TIMEOUT'
const INVALID = 'ERR_QCI_AUTH_INVALID_RESPONSE'

const GOOD_BODY = { access_token: 'access-token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

const disturbed: BrokenResponse[] = [
  { name: 'a reset before the response', code: CONNECTION, send: ({ socket }) => socket?.resetAndDestroy() },
  { name: 'a close before the response', code: CONNECTION, send: ({ socket }) => socket?.destroy() },
  { name: 'a half-close before the response', code: CONNECTION, send: ({ socket }) => socket?.end() },
  {
    name: 'a reset in the body',
    code: CONNECTION,
    send(response) {
      response.writeHead(200, { 'content-length': '1000' }).write('{"access_token":')
      setImmediate(() => response.socket?.resetAndDestroy())
    },
  },
  {
    name: 'a body that is shorter than its Content-Length',
    code: CONNECTION,
    send(response) {
      response.writeHead(200, { 'content-length': '1000' }).write('{}')
      setImmediate(() => response.socket?.end())
    },
  },
  {
    name: 'a Content-Encoding gzip without gzip',
    code: CONNECTION,
    send: (response, { body }) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
  },
  {
    name: 'a truncated gzip body',
    code: INVALID, // Node decompresses the part without an error
    send: (response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify(GOOD_BODY)).subarray(0, 20)),
  },
]

const endless: BrokenResponse[] = [
  { name: 'no response', send: () => {} },
  { name: 'headers without a body', send: (response: ServerResponse) => response.flushHeaders() },
  {
    name: 'a byte every 10 ms',
    send(response: ServerResponse) {
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
    },
  },
].map((response) => ({ ...response, code: TIMEOUT, facts: { timeoutMs: 500 }, isEndless: true }))

const redirects: BrokenResponse[] = [300, 301, 302, 303, 304, 305, 307, 308].map((status) => ({
  name: `a redirect to another origin, ${status}`,
  code: 'ERR_QCI_AUTH_REDIRECT',
  facts: { status },
  send: (response, { headers }) =>
    response
      .writeHead(status, { location: `http://localhost:${headers['host']?.split(':')[1]}/elsewhere` })
      .end(),
}))

/** Bodies of a 200 without a valid token. Where possible they contain what the client sent. */
const bodies: [name: string, body: (request: Received) => string | Buffer][] = [
  ['nothing', () => ''],
  ['HTML', ({ body }) => `<!doctype html><title>Welcome</title>${body}`],
  ['JSON that breaks off', ({ body }) => body.slice(0, -1)],
  ['bad UTF-8', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['2 MiB', () => `{"access_token":"a","padding":"${' '.repeat(2 ** 21)}"}`],
  ['null', () => 'null'],
  ['a list', ({ body }) => `[${body}]`],
]

const mistyped = [undefined, null, 0, true, '', ' ', [], {}, ['x'], { x: 'x' }]

const fields: BrokenResponse[] = Object.keys(GOOD_BODY).flatMap((field) =>
  mistyped.map((value) => ({
    name: `200 with ${value === undefined ? 'no' : JSON.stringify(value)} ${field}`,
    code: INVALID,
    facts: { field },
    send: (response: ServerResponse, { body }: Received) =>
      response.end(JSON.stringify({ ...GOOD_BODY, [field]: value, echo: body })),
  })),
)

/** Every one of them. */
export const brokenResponses: BrokenResponse[] = [
  ...disturbed,
  ...endless,
  ...redirects,
  ...bodies.map(([name, body]) => ({
    name: `200 with ${name}`,
    code: INVALID,
    send: (response: ServerResponse, request: Received) => response.end(body(request)),
  })),
  ...fields,
  {
    name: '200 with invalid UTF-8 and no end',
    code: INVALID,
    send: (response) => response.write(Buffer.from([0x7b, 0xff])),
  },
  {
    name: 'HTML 502',
    code: 'ERR_QCI_AUTH_API',
    facts: { status: 502 },
    send: (response, { body }) => response.writeHead(502, { 'x-request-id': body }).end(`<h1>${body}</h1>`),
  },
]
