import { parseHttpDate, parseServerTime } from './http-date.ts'
import type { ResponseHeaders } from './read-response.ts'

/**
 * Parses Retry-After (RFC 9110 section 10.2.3): seconds in decimal digits, or an HTTP date.
 *
 * @param headers - Of the response. A date is compared with the response's own `Date`, so that the local clock
 *   may be wrong.
 * @param nowMs - The local time, used when the response has no `Date`.
 * @returns Milliseconds to wait, 0 for a date that has passed; undefined without a valid Retry-After.
 */
export function parseRetryAfter(headers: ResponseHeaders, nowMs: number): number | undefined {
  const text = headers.get('retry-after') ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, Number.MAX_SAFE_INTEGER)
  const atMs = parseHttpDate(text, nowMs)
  return atMs === undefined ? undefined : Math.max(0, atMs - (parseServerTime(headers, nowMs) ?? nowMs))
}
