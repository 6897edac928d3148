import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'

import type { Certificates } from '@qci-client/test-support/certificates'

/** Lets pages of any origin use it. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, x-request-timeout-nano',
}
const token = { access_token: 'over-tls', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

/**
 * Starts a server with HTTP/2 and HTTP/1.1 over TLS. `/connection` describes the connection of the request; every other
 * path responds with an access token.
 */
export async function startTlsServer({ key, cert }: Certificates) {
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
    const hasToken = request.headers.authorization === `Bearer ${token.access_token}`
    const connection = { httpVersion: request.httpVersion, hasToken }
    response.writeHead(200, { ...cors, 'content-type': 'application/json' })
    response.end(JSON.stringify(request.url === '/connection' ? connection : token))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
