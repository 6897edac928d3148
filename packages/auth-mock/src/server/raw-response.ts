import type { Duplex } from 'node:stream'

import { failure, toText } from '../contract/responses.ts'
import type { MockResponse } from '../wire/types.ts'
import { nodeHttp } from './node-http.ts'

/** A response that is written without Node's response object. */
type RawResponse = Pick<MockResponse, 'status' | 'headers' | 'body'>

/** Node's error for a request that it could not parse. */
type ParseError = NodeJS.ErrnoException & { rawPacket?: Buffer }

/** Method and target of a request that Node rejected only because it does not know the method (`BREW`). */
export function requestLineOf({ code, rawPacket }: ParseError): { method: string; url: string } | undefined {
  if (code !== 'HPE_INVALID_METHOD' || !rawPacket) return undefined
  const line = /^([!#$%&'*+.^_`|~\w-]+) ([!-~]+) HTTP\/1\.[01]\r\n/.exec(rawPacket.toString('latin1'))
  const [, method, url] = line ?? []
  // a known method belongs to the previous request on the connection
  if (method === undefined || url === undefined || nodeHttp.METHODS.includes(method)) return undefined
  return { method, url }
}

/** Responds to malformed or slow requests, for which Node creates no response object. */
export function rejectMalformed({ code }: ParseError, socket: Duplex): void {
  const { status, headers, body } =
    code === 'HPE_HEADER_OVERFLOW'
      ? failure(431, 'The headers are too large')
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? failure(408, 'The request did not arrive in time')
        : failure(
            400,
            code === 'HPE_INVALID_EOF_STATE'
              ? 'The request is incomplete'
              : 'The request is not valid HTTP/1.1',
          )
  sendRaw(socket, { status, headers, body: toText(body) })
}

/** Writes a response to a socket and closes it. */
export function sendRaw(socket: Duplex, { status, headers, body }: RawResponse): void {
  socket.on('error', () => socket.destroy())
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const text = typeof body === 'string' ? body : '' // only other APIs respond with bytes
  const fields = { ...headers, 'content-length': Buffer.byteLength(text), connection: 'close' }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`)
}
