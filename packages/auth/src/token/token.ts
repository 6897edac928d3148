import { parseAccessToken } from './access-token-info.ts'
import type { AccessTokenInfo } from './access-token-info.ts'
import type { Config } from '../config/config.ts'
import { InvalidResponseError } from '../errors/errors.ts'
import { toHeaders } from '../http/headers.ts'
import type { HeadersObject } from '../http/headers.ts'
import { parseServerTime } from '../http/http-date.ts'
import { toLifetime } from './lifetime.ts'
import type { Lifetime } from './lifetime.ts'
import type { Received } from '../http/send-request.ts'

/** A cached access token. All that the getters return is made beforehand: a cached call makes at most a copy. */
export interface Token extends Lifetime {
  readonly info: AccessTokenInfo
  /** To be copied before it is returned. */
  readonly headers: HeadersObject
  /** To be copied before it is returned. */
  readonly headersWithoutConnectionClose: HeadersObject
  readonly resolvedInfo: Promise<AccessTokenInfo>
  readonly resolvedAccessToken: Promise<string>
  readonly resolvedExpiresAtRfc3339: Promise<string>
  /** Undefined when the API sent no `token_type`. */
  readonly resolvedTokenType: Promise<string> | undefined
  /** Undefined when the API sent no `organization_id`. */
  readonly resolvedOrganizationId: Promise<string> | undefined
  /** Undefined when the API sent no `user_id`. */
  readonly resolvedUserId: Promise<string> | undefined
  /** Whether its lifetime follows from the API's clock, and so does not depend on the local one. */
  readonly isByServerClock: boolean
}

/**
 * Builds the token of a response.
 *
 * Its lifetime follows from the API's own clock where the response has a `Date`, otherwise from the local clock.
 *
 * @param sentAtMs - When the request was sent, by the wall clock.
 * @param sentAtMonotonicMs - The same by the monotonic clock.
 * @throws {@link InvalidResponseError} when it is malformed, or has expired by the API's own clock.
 */
export function toToken(
  { body, headers }: Received,
  sentAtMs: number,
  sentAtMonotonicMs: number,
  config: Config,
): Token {
  const info = parseAccessToken(body)
  const serverTimeMs = parseServerTime(headers, sentAtMs)
  const isByServerClock = serverTimeMs !== undefined
  const lifeMs = info.expiresAtMs - (serverTimeMs ?? sentAtMs)
  if (isByServerClock && lifeMs <= 0) {
    throw new InvalidResponseError("is earlier than the response's Date header", 'expires_at_rfc3339')
  }
  const resolve = (field: string | undefined) => (field === undefined ? undefined : Promise.resolve(field))
  return {
    info,
    headers: toHeaders(config, info.accessToken),
    headersWithoutConnectionClose: toHeaders(config, info.accessToken, true),
    resolvedInfo: Promise.resolve(info),
    resolvedAccessToken: Promise.resolve(info.accessToken),
    resolvedExpiresAtRfc3339: Promise.resolve(info.expiresAtRfc3339),
    resolvedTokenType: resolve(info.tokenType),
    resolvedOrganizationId: resolve(info.organizationId),
    resolvedUserId: resolve(info.userId),
    isByServerClock,
    ...toLifetime(
      {
        sentAtMs,
        sentAtMonotonicMs,
        lifeMs,
        hasWholeSeconds: isByServerClock || info.expiresAtMs % 1_000 === 0,
      },
      config,
    ),
  }
}
