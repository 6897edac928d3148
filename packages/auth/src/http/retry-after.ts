import { parseHttpDate } from './http-date.ts'
import type { ResponseHeaders } from './read-response.ts'

/**
 * Reads Retry-After (RFC 9110 section 10.2.3): seconds in decimal digits, or an HTTP date.
 *
 * @param headers - Of the answer. A date is measured against its own `Date`, so that the local clock may be
 *   wrong.
 * @param nowMs - Stands in for a `Date` that is not there.
 * @returns Milliseconds to wait, 0 for a date that has passed; undefined when there is none or it is malformed.
 */
export function parseRetryAfter(headers: ResponseHeaders, nowMs: number): number | undefined {
  const text = headers.get('retry-after')
  if (!text) return undefined
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, Number.MAX_SAFE_INTEGER)
  const atMs = parseHttpDate(text)
  return atMs === undefined ? undefined : Math.max(0, atMs - (parseHttpDate(headers.get('date')) ?? nowMs))
}
