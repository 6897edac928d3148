import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An API on loopback whose other requests a test handles before their bodies have been read. */
export interface RawApi extends AsyncDisposable {
  readonly url: string
  /** The configuration that points the command at it. */
  readonly env: Record<string, string>
}

/** Starts an API that issues access tokens and passes all other requests to `handle`. */
export async function startRawApi(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<RawApi> {
  const server = createServer((request, response) => {
    if (request.url !== '/auth/v1/access-tokens/') handle(request, response)
    else response.end('{"access_token": "token", "expires_at_rfc3339": "2099-12-31T23:59:59Z"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    env: { QCI_API_URL: url, QCI_TOKEN: 'api-token' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
