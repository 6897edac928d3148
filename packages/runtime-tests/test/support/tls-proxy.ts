import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

import type { Certificates } from '@qci-client/test-support/certificates'

/** Lets pages of any origin use it. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, x-request-timeout-nano',
}

/**
 * Starts a server with HTTP/2 and HTTP/1.1 over TLS. `/connection` describes the connection of the request; other
 * requests, all of them POST, are forwarded to the API.
 */
export async function startTlsProxy(apiUrl: string, { key, cert }: Certificates) {
  const connections = new Set<Socket | ServerHttp2Session>()
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(204, cors).end()
    else if (request.url === '/connection') response.writeHead(200, cors).end(describeConnection(request))
    else forward(apiUrl, request, response).catch(() => response.writeHead(502).end())
  })
  server.on('session', (session) => void connections.add(session))
  server.on('secureConnection', (socket: Socket) => void connections.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function describeConnection({ headers, httpVersion }: Http2ServerRequest): string {
  return JSON.stringify({ httpVersion, hasToken: headers.authorization?.startsWith('Bearer ') === true })
}

/** Responds with the API's response. */
async function forward(apiUrl: string, request: Http2ServerRequest, response: Http2ServerResponse) {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const init = { method: request.method, headers, body: await buffer(request) }
  const forwarded = await fetch(new URL(request.url, apiUrl), init)
  response.writeHead(forwarded.status, { ...cors, 'content-type': 'application/json' })
  response.end(await forwarded.text())
}
