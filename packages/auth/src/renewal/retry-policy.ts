import type { ApiError } from '../errors/errors.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'
import { isTlsFailure } from '../errors/is-tls-failure.ts'

/**
 * Returns how long to wait before the next attempt of an exchange.
 *
 * Without Retry-After: full jitter, from 0 to 250 ms, 500 ms, 1 s and so on, at most 4 s. With Retry-After: that time
 * plus a random part of it, so that clients that failed together do not retry together. The range of that part is at
 * least 1 s before the first retry and 6 s before later ones; after a Retry-After of 0, which an API that rounds down
 * sends for any time below 1 s, it is 1 s. A Retry-After above 10 s is reported to the caller instead. Transient
 * statuses: RFC 9110 section 15, RFC 6585.
 *
 * @param retry - The number of the retry, from 1.
 * @returns Milliseconds; undefined when a retry does not help.
 */
export function retryDelayMs(
  error: AnyQciAuthError,
  retry: number,
  random: () => number,
): number | undefined {
  const { status, retryAfterMs } = factsOf(error)
  const isTransient =
    (error.code === 'ERR_QCI_AUTH_CONNECTION' && !isTlsFailure(error)) ||
    error.code === 'ERR_QCI_AUTH_TIMEOUT' ||
    [408, 429, 500, 502, 503, 504].includes(status!)
  if (!isTransient || retryAfterMs! > 10_000) return undefined
  if (retryAfterMs === undefined) return random() * Math.min(4_000, 250 * 2 ** (retry - 1))
  return retryAfterMs + random() * Math.max(retryAfterMs, retry > 1 && retryAfterMs ? 6_000 : 1_000)
}

/**
 * Returns for how long no background renewal starts after a failed one.
 *
 * A random time between d/2 and d, where d is 5 s, 10 s, 20 s, 40 s, 60 s, 60 s …; 60 s at once when the API token
 * was rejected; Retry-After when that is longer.
 *
 * @param failures - How many renewals failed in a row before this one.
 */
export function backoffMs(error: AnyQciAuthError, failures: number, random: () => number): number {
  const d = Math.min(5_000 * 2 ** failures, 60_000)
  return Math.max(isRejection(error) ? 60_000 : ((1 + random()) * d) / 2, factsOf(error).retryAfterMs ?? 0)
}

/**
 * Returns for how long no renewal starts after one whose token expires no later than the cached one.
 *
 * @param leftMs - The cached token's remaining life, in milliseconds.
 */
export function backoffWithoutGainMs(leftMs: number): number {
  return Math.max(Math.min(30_000, leftMs / 2), 1_000)
}

/**
 * Returns for how long calls without a usable token end with this error instead of a request, because the API
 * said to come back later: on 429, and on 503 and 403 with Retry-After.
 *
 * @returns Milliseconds until the time that the API named, 1 s for a 429 that names none; 0 for any other error.
 */
export function comeBackAfterMs(error: AnyQciAuthError): number {
  const { status, retryAfterMs } = factsOf(error)
  return [429, 503, 403].includes(status!) ? (retryAfterMs ?? (status === 429 ? 1_000 : 0)) : 0
}

/**
 * Whether the API rejected the API token: 401, or 400, 403, 422 with the API's own JSON body (without that, a
 * proxy may have sent the response).
 */
export function isRejection(error: AnyQciAuthError): boolean {
  const { status, apiMessage } = factsOf(error)
  return status === 401 || (apiMessage !== undefined && [400, 403, 422].includes(status!))
}

/** The facts of an ApiError. No status that is checked here can be that of a RedirectError. */
function factsOf(error: AnyQciAuthError): Partial<ApiError> {
  return error as Partial<ApiError>
}
