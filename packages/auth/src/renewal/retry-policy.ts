import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'

/**
 * How long to wait before the next try of an exchange that somebody waits for.
 *
 * Full jitter: anything from nothing to 250 ms, 500 ms, 1 s and so on up to 4 s, and no less than
 * Retry-After. A Retry-After above 10 s is reported, not waited for. Statuses that pass by themselves: RFC
 * 9110 section 15, RFC 6585; QCi's own clients try 502 to 504 again.
 *
 * @param retry - Which further try it would be, from 1.
 * @returns Milliseconds; undefined when trying again is of no use.
 */
export function retryDelayMs(
  error: AnyQciAuthError,
  retry: number,
  random: () => number,
): number | undefined {
  const isPassing =
    error.code === 'ERR_QCI_AUTH_CONNECTION' ||
    error.code === 'ERR_QCI_AUTH_TIMEOUT' ||
    [408, 429, 500, 502, 503, 504].includes(statusOf(error))
  const retryAfterMs = retryAfterMsOf(error)
  if (!isPassing || retryAfterMs > 10_000) return undefined
  return Math.max(random() * Math.min(4_000, 250 * 2 ** (retry - 1)), retryAfterMs)
}

/**
 * How long no renewal starts behind a usable token after one has failed.
 *
 * Half of d and a random part of its other half, d being 5 s, 10 s, 20 s, 40 s, 60 s, 60 s …; 60 s at once
 * when the API refused; Retry-After when that is longer.
 *
 * @param failures - How many renewals failed in a row before this one.
 */
export function holdBackMs(error: AnyQciAuthError, failures: number, random: () => number): number {
  const d = Math.min(5_000 * 2 ** failures, 60_000)
  return Math.max(isRefusal(error) ? 60_000 : ((1 + random()) * d) / 2, retryAfterMsOf(error))
}

/**
 * How long no renewal starts after an exchange without gain: a token that expires no later than the held one.
 *
 * @param leftMs - What is left of the held token's life.
 */
export function holdBackWithoutGainMs(leftMs: number): number {
  return Math.max(Math.min(30_000, leftMs / 2), 1_000)
}

/**
 * Whether the API itself said no to the API token: 401, or 400, 403, 422 with the API's own JSON body
 * (without it, a proxy on the way may have said it).
 */
export function isRefusal(error: AnyQciAuthError): boolean {
  const status = statusOf(error)
  return (
    status === 401 ||
    ([400, 403, 422].includes(status) && 'apiMessage' in error && error.apiMessage !== undefined)
  )
}

function statusOf(error: AnyQciAuthError): number {
  return error.code === 'ERR_QCI_AUTH_API' ? error.status : 0
}

function retryAfterMsOf(error: AnyQciAuthError): number {
  return (error.code === 'ERR_QCI_AUTH_API' && error.retryAfterMs) || 0
}
