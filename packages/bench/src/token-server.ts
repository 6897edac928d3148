import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { toTokenResponse } from './token-response.ts'

/** A bare server on loopback that responds to each request with an access token. */
export interface TokenServer extends AsyncDisposable {
  readonly url: string
  /** How many requests it has received. */
  readonly requestCount: () => number
}

export async function startTokenServer(): Promise<TokenServer> {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(toTokenResponse()))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requestCount: () => requests,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
