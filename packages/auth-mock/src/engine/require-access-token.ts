import type { ErrorMessage } from '@qci-client/auth-api'
import type { DefaultBodyType, PathParams } from 'msw'
import type { HttpResponseResolver } from 'msw/http'

import type { Tokens } from '../tokens/tokens.ts'

/**
 * Guards a handler of another API: it is asked only when the request shows an access token that the mock gave
 * and that is good on its clock. Otherwise the answer is 401 with the documented body.
 */
export type RequireAccessToken = <
  Params extends PathParams<keyof Params> = PathParams,
  RequestBody extends DefaultBodyType = DefaultBodyType,
>(
  resolver: HttpResponseResolver<Params, RequestBody>,
) => HttpResponseResolver<Params, RequestBody>

/** The guard that goes by these tokens. */
export function createRequireAccessToken({ isLive }: Pick<Tokens, 'isLive'>): RequireAccessToken {
  return (resolver) => (info) => {
    const authorization = info.request.headers.get('authorization') ?? ''
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    if (token !== undefined && isLive(token)) return resolver(info)
    const message =
      token === undefined ? 'Access token is missing' : 'Access token is unknown, expired or revoked'
    const body: ErrorMessage = { message }
    // a plain Response, so that the server need not load msw: to handlers it is as good
    return Response.json(body, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
  }
}
