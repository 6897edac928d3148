import type { ServerResponse } from 'node:http'

import { HttpServer } from './http-server.ts'
import type { Received } from './http-server.ts'

/** An API with its auth API on one origin: what it gives tokens for, it guards with them. */
export interface GuardedApi extends AsyncDisposable {
  url: string
  /** Requests to the guarded part, in order. */
  received: Received[]
  /** How many tokens were given. */
  exchanges: () => number
  /** Refuses the tokens that were given so far. */
  revoke: () => void
  /** Whether even the newest token is refused. */
  refuseAll: (refuses: boolean) => void
  /** Whether the auth API is away. */
  takeAway: (isAway: boolean) => void
}

/** Starts one. `answer` answers the requests that come with a good token. */
export async function startGuardedApi(
  answer: (request: Received, response: ServerResponse) => void = (_, response) => void response.end('fine'),
): Promise<GuardedApi> {
  let exchanges = 0
  let revoked = 0
  let refusesAll = false
  let isAway = false
  const received: Received[] = []

  const giveToken = (response: ServerResponse) => {
    exchanges += 1
    const token = { access_token: `token-${exchanges}`, expires_at_rfc3339: '2099-12-31T23:59:59Z' }
    response.end(JSON.stringify(token))
  }
  const guard = (request: Received, response: ServerResponse) => {
    received.push(request)
    const number = Number(/^Bearer token-(\d+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? 0)
    if (number <= revoked || refusesAll) response.writeHead(401).end('refused')
    else answer(request, response)
  }
  const server = await HttpServer.start((request, response) => {
    if (request.path !== '/auth/v1/access-tokens/') guard(request, response)
    else if (isAway) response.writeHead(503).end()
    else giveToken(response)
  })

  return {
    url: server.url,
    received,
    exchanges: () => exchanges,
    revoke: () => void (revoked = exchanges),
    refuseAll: (refuses) => void (refusesAll = refuses),
    takeAway: (away) => void (isAway = away),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
