import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

import type { Certificates } from '@qci-client/test-support/certificates'

/** A server with HTTP/2 and HTTP/1.1 over TLS. */
export interface TlsProxy extends AsyncDisposable {
  url: string
}

/** Lets pages of any origin use it. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, x-request-timeout-nano',
}

/** Starts the server. `/connection` describes the request's connection; other requests are forwarded to the API. */
export async function startTlsProxy(apiUrl: string, { key, cert }: Certificates): Promise<TlsProxy> {
  const connections = new Set<Socket | ServerHttp2Session>()
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(204, cors).end()
    else if (request.url === '/connection') response.writeHead(200, cors).end(describeConnection(request))
    else void forward(apiUrl, request, response)
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

async function forward(
  apiUrl: string,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): Promise<void> {
  const { method, url } = request
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  try {
    const body = method === 'GET' ? null : await buffer(request)
    const forwarded = await fetch(new URL(url, apiUrl), { method, headers, body })
    response.writeHead(forwarded.status, { ...cors, 'content-type': 'application/json' })
    response.end(await forwarded.text())
  } catch {
    response.writeHead(502).end()
  }
}
