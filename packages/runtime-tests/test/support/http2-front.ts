import { once } from 'node:events'
import { request } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'

import type { Certificates } from '@qci-client/test-support/certificates'

/** A server that speaks HTTP/2 and HTTP/1.1 over TLS. */
export interface Http2Front extends AsyncDisposable {
  url: string
}

/** Pages of any origin may use it. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, x-request-timeout-nano',
}

/** Starts one: `/connection` tells what a request was like, all others are passed on to the API. */
export async function startHttp2Front(apiUrl: string, { key, cert }: Certificates): Promise<Http2Front> {
  const ends = new Set<Socket | ServerHttp2Session>()
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (incoming, response) => {
    if (incoming.method === 'OPTIONS') response.writeHead(204, cors).end()
    else if (incoming.url === '/connection') response.writeHead(200, cors).end(describe(incoming))
    else passOn(apiUrl, incoming, response)
  })
  server.on('session', (session) => void ends.add(session))
  server.on('secureConnection', (socket: Socket) => void ends.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function describe({ httpVersion, headers }: Http2ServerRequest): string {
  return JSON.stringify({ httpVersion, hasToken: headers.authorization?.startsWith('Bearer ') === true })
}

function passOn(apiUrl: string, incoming: Http2ServerRequest, response: Http2ServerResponse): void {
  const onward = request(
    new URL(incoming.url, apiUrl),
    { method: incoming.method, headers: { ...toOnward(incoming.headers), host: new URL(apiUrl).host } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...toOnward(answer.headers), ...cors })
      answer.pipe(response.stream ?? response)
    },
  )
  onward.on('error', () => response.writeHead(502).end())
  incoming.pipe(onward)
}

/** What belongs to the one connection does not go along to the other (RFC 9113 section 8.2.2). */
function toOnward(headers: object): Record<string, string> {
  const own = /^(:.*|connection|keep-alive|transfer-encoding)$/
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.test(name)))
}
