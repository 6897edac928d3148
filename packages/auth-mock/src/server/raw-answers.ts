import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { findRoute } from '../routes.ts'

/** Answers CONNECT, for which node makes no response object: this is no proxy. */
export function refuseConnect({ method = 'CONNECT' }: IncomingMessage, socket: Duplex): void {
  const route = findRoute(method, '')
  const allow = 'allow' in route ? route.allow : ''
  sendRaw(socket, '405 Method Not Allowed', `The methods here are ${allow}`, [`Allow: ${allow}`])
}

/** Answers what is no HTTP, or comes too slowly, before the connection is closed. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return sendRaw(socket, '431 Request Header Fields Too Large', 'The headers are too large')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return sendRaw(socket, '408 Request Timeout', 'The request did not arrive in time')
    default:
      return sendRaw(socket, '400 Bad Request', 'This is not HTTP/1.1')
  }
}

function sendRaw(socket: Duplex, status: string, message: string, headers: readonly string[] = []): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  socket.on('error', () => socket.destroy())
  const body = JSON.stringify({ message })
  const head = [
    ...headers,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`)
}
