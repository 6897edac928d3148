import { parseAccessToken } from './access-token-info.ts'
import type { AccessTokenInfo } from './access-token-info.ts'
import type { Config } from '../config/config.ts'
import { InvalidResponseError } from '../errors/errors.ts'
import { toLifetime } from './lifetime.ts'
import type { Lifetime } from './lifetime.ts'
import type { Received } from '../http/send-request.ts'
import type { SharedResponse } from '../config/sharing.ts'

/** A cached access token. What the getters return is made beforehand, but for the objects of headers. */
export interface Token extends Lifetime {
  readonly info: AccessTokenInfo
  /** The response that it was built from, for the option `sharing`. */
  readonly response: SharedResponse
  /** The value of the header Authorization (RFC 6750 section 2.1). The scheme of the API is always `Bearer`. */
  readonly authorization: string
  /** What `getAccessToken` returns: it spares each call a promise. */
  readonly resolvedAccessToken: Promise<string>
  /** What `getAccessTokenInfo` returns. */
  readonly resolvedInfo: Promise<AccessTokenInfo>
  /** Whether its lifetime follows from the API's clock, and so does not depend on the local one. */
  readonly isByServerClock: boolean
}

/**
 * Builds the token of a response.
 *
 * Its lifetime follows from the API's own clock where the response has a `Date`, otherwise from the local clock. It
 * is known already when another client obtained the token.
 *
 * @param sentAtMs - When the request was sent, by the wall clock.
 * @param sentAtMonotonicMs - The same by the monotonic clock.
 * @throws {@link InvalidResponseError} when it is malformed, or has expired by the API's own clock.
 */
export function toToken(
  received: Received | SharedResponse,
  sentAtMs: number,
  sentAtMonotonicMs: number,
  config: Config,
): Token {
  const info = parseAccessToken(received.body)
  const { accessToken, expiresAtMs } = info
  const serverTimeMs = isShared(received) ? expiresAtMs - received.lifeMs : received.serverTimeMs
  const isByServerClock = serverTimeMs !== undefined
  const lifeMs = expiresAtMs - (serverTimeMs ?? sentAtMs)
  if (isByServerClock && !(lifeMs > 0)) {
    throw new InvalidResponseError("is earlier than the response's Date header", 'expires_at_rfc3339')
  }
  const hasWholeSeconds = isByServerClock || expiresAtMs % 1_000 === 0
  const leftMs = lifeMs - (config.clock.monotonic() - sentAtMonotonicMs)
  return {
    info,
    response: { body: { ...received.body }, expiresAtMs, leftMs, lifeMs },
    authorization: `Bearer ${accessToken}`,
    resolvedAccessToken: Promise.resolve(accessToken),
    resolvedInfo: Promise.resolve(info),
    isByServerClock,
    ...toLifetime({ sentAtMs, sentAtMonotonicMs, lifeMs, hasWholeSeconds }, config),
  }
}

function isShared(received: Received | SharedResponse): received is SharedResponse {
  return Object.hasOwn(received, 'lifeMs')
}
