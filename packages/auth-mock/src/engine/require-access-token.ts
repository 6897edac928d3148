import type { ErrorMessage } from '@qci-client/auth-api'

import type { Tokens } from '../tokens/tokens.ts'
import { bearerTokenOf } from '../util/bearer-token.ts'

/**
 * Guards a handler of another API: the resolver is called only when the request has an access token that this
 * mock issued and that is valid on its clock. Otherwise the response is 401 with the documented body.
 *
 * @param resolver - A response resolver of msw 2 or 3.
 */
export type RequireAccessToken = <Resolver extends (info: never) => unknown>(resolver: Resolver) => Resolver

/** Creates the guard. */
export function createRequireAccessToken({ isLive }: Pick<Tokens, 'isLive'>): RequireAccessToken {
  return <Resolver extends (info: never) => unknown>(resolver: Resolver): Resolver => {
    const guarded = (info: { request: Request }): unknown => {
      const token = bearerTokenOf(info.request.headers.get('authorization') ?? '')
      if (token !== undefined && isLive(token)) return resolver(info as never)
      const message =
        token === undefined ? 'Access token is missing' : 'Access token is unknown, expired or revoked'
      const body: ErrorMessage = { message }
      // a plain Response, so that the server does not load msw: handlers treat it like msw's own
      return Response.json(body, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
    }
    return guarded as unknown as Resolver
  }
}
