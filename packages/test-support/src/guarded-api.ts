import type { ServerResponse } from 'node:http'

import { HttpServer } from './http-server.ts'
import type { Received } from './http-server.ts'

/** An API that requires access tokens, and the auth API that issues them, on one origin. */
export interface GuardedApi extends AsyncDisposable {
  url: string
  /** Requests to the guarded part, in order. */
  received: Received[]
  /** The number of issued tokens. */
  exchanges: () => number
  /** Revokes the tokens issued so far. */
  revoke: () => void
  /** Sets whether every token is rejected, even the newest. */
  rejectAll: (rejects: boolean) => void
  /** Sets whether the auth API responds with 503. */
  setOutage: (isOutage: boolean) => void
}

/**
 * Starts the API.
 *
 * @param respond - Responds to requests with a valid token.
 */
export async function startGuardedApi(
  respond: (request: Received, response: ServerResponse) => void = (_, response) => void response.end('fine'),
): Promise<GuardedApi> {
  let exchanges = 0
  let revoked = 0
  let rejectsAll = false
  let isOutage = false
  const received: Received[] = []

  const issueToken = (response: ServerResponse) => {
    exchanges += 1
    const token = { access_token: `token-${exchanges}`, expires_at_rfc3339: '2099-12-31T23:59:59Z' }
    response.end(JSON.stringify(token))
  }
  const guard = (request: Received, response: ServerResponse) => {
    received.push(request)
    const number = Number(/^Bearer token-(\d+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? 0)
    if (number <= revoked || rejectsAll) response.writeHead(401).end('rejected')
    else respond(request, response)
  }
  const server = await HttpServer.start((request, response) => {
    if (request.path !== '/auth/v1/access-tokens/') guard(request, response)
    else if (isOutage) response.writeHead(503).end()
    else issueToken(response)
  })

  return {
    url: server.url,
    received,
    exchanges: () => exchanges,
    revoke: () => void (revoked = exchanges),
    rejectAll: (rejects) => void (rejectsAll = rejects),
    setOutage: (outage) => void (isOutage = outage),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
