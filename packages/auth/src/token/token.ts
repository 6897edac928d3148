import { parseAccessToken } from './access-token-info.ts'
import type { AccessTokenInfo } from './access-token-info.ts'
import type { Config } from '../config/config.ts'
import { InvalidResponseError } from '../errors/errors.ts'
import { toLifetime } from './lifetime.ts'
import type { Lifetime } from './lifetime.ts'
import type { Received } from '../http/send-request.ts'
import type { SharedResponse } from '../config/sharing.ts'

/** A cached access token. Except for headers, the results of the getters are created in advance. */
export interface Token extends Lifetime {
  readonly info: AccessTokenInfo
  /** The response from which it was built, for the option `sharing`. */
  readonly response: SharedResponse
  /** The value of the header Authorization (RFC 6750 section 2.1). The scheme of the API is always `Bearer`. */
  readonly authorization: string
  /** What `getAccessToken` returns. It saves each call from creating a promise. */
  readonly resolvedAccessToken: Promise<string>
  /** What `getAccessTokenInfo` returns. */
  readonly resolvedInfo: Promise<AccessTokenInfo>
  /** Whether its lifetime was computed by the API's clock, and so does not depend on the local one. */
  readonly isByServerClock: boolean
}

/**
 * Builds the token of a response.
 *
 * Its lifetime is computed by the API's clock if the response has a `Date`, otherwise by the local clock. For a token
 * that another client obtained, it is already known.
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
