import type { Duplex } from 'node:stream'

import { failure, toText } from '../contract/responses.ts'
import { nodeHttp } from './node-http.ts'

/** What a raw answer is made of. */
interface RawResponse {
  status: number
  headers: Readonly<Record<string, string>>
  text: string
}

/** What node says of a request that it could not read. */
type ParseError = NodeJS.ErrnoException & { rawPacket?: Buffer }

/** Method and target of a request that node could not read for no other reason than its method (`BREW`). */
export function requestLineOf({ code, rawPacket }: ParseError): { method: string; url: string } | undefined {
  if (code !== 'HPE_INVALID_METHOD' || !rawPacket) return undefined
  const line = /^([!#$%&'*+.^_`|~\w-]+) ([!-~]+) HTTP\/1\.[01]\r\n/.exec(rawPacket.toString('latin1'))
  const [, method, url] = line ?? []
  // a method that is known was the one before, on the same connection
  if (method === undefined || url === undefined || nodeHttp.METHODS.includes(method)) return undefined
  return { method, url }
}

/** Answers what is no HTTP, or comes too slowly, for which node makes no response object. */
export function refuseMalformed({ code }: ParseError, socket: Duplex): void {
  const { status, headers, body } =
    code === 'HPE_HEADER_OVERFLOW'
      ? failure(431, 'The headers are too large')
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? failure(408, 'The request did not arrive in time')
        : failure(400, code === 'HPE_INVALID_EOF_STATE' ? 'The request breaks off' : 'This is not HTTP/1.1')
  sendRaw(socket, { status, headers, text: toText(body) })
}

/** Writes an answer to a bare socket and closes it. */
export function sendRaw(socket: Duplex, { status, headers, text }: RawResponse): void {
  socket.on('error', () => socket.destroy())
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const fields = { ...headers, 'content-length': Buffer.byteLength(text), connection: 'close' }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`)
}
