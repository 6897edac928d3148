import { parseAccessToken } from './access-token-info.ts'
import type { AccessTokenInfo } from './access-token-info.ts'
import type { Config } from '../config/config.ts'
import { InvalidResponseError } from '../errors/errors.ts'
import { toHeaders } from '../http/headers.ts'
import type { HeadersObject } from '../http/headers.ts'
import { parseHttpDate } from '../http/http-date.ts'
import { toLifetime } from './lifetime.ts'
import type { Lifetime } from './lifetime.ts'
import type { Received } from '../http/send-request.ts'

/** An access token with all that is handed out of it, made beforehand: a cached call makes nothing. */
export interface Token extends Lifetime {
  readonly info: AccessTokenInfo
  /** To be copied, not handed out. */
  readonly headers: HeadersObject
  readonly headersWithoutConnectionClose: HeadersObject
  readonly resolvedInfo: Promise<AccessTokenInfo>
  readonly resolvedAccessToken: Promise<string>
  /** Whether its lifetime follows from the API's own clock, and so is true however wrong the local one is. */
  readonly isByServerClock: boolean
}

/** A `Date` before this comes from a clock that was never set. */
const EARLIEST_CREDIBLE_DATE_MS = 1_577_836_800_000 // 2020-01-01T00:00:00Z

/**
 * The token of an answer, to be kept.
 *
 * How long it lives follows from the API's own clock where the answer tells the time: a cache on the way
 * (`Age`) would tell an old one.
 *
 * @param sentAtMs - When the request was sent, by the wall clock.
 * @param sentAtMonotonicMs - The same by the monotonic clock.
 * @throws {@link InvalidResponseError} when it is malformed, or has expired by the clock of the API that issued it.
 */
export function toToken(
  { body, headers }: Received,
  sentAtMs: number,
  sentAtMonotonicMs: number,
  config: Config,
): Token {
  const info = parseAccessToken(body)
  const dateMs = (headers.get('age') ? undefined : parseHttpDate(headers.get('date'))) ?? 0
  const isByServerClock = dateMs >= EARLIEST_CREDIBLE_DATE_MS
  const lifeMs = info.expiresAtMs - (isByServerClock ? dateMs : sentAtMs)
  if (isByServerClock && lifeMs <= 0) {
    throw new InvalidResponseError('has passed by its own Date', 'expires_at_rfc3339')
  }
  return {
    info,
    headers: toHeaders(config, info.accessToken),
    headersWithoutConnectionClose: toHeaders(config, info.accessToken, true),
    resolvedInfo: Promise.resolve(info),
    resolvedAccessToken: Promise.resolve(info.accessToken),
    isByServerClock,
    ...toLifetime(sentAtMs, sentAtMonotonicMs, lifeMs, config),
  }
}
