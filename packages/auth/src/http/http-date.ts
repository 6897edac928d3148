import type { ResponseHeaders } from './read-response.ts'

/** A clock that shows an earlier instant was never set. Such a `Date` or local time is not used. */
const EARLIEST_CREDIBLE_MS = 1_577_836_800_000 // 2020-01-01T00:00:00Z

/**
 * Parses an HTTP date in any of the three forms of RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`,
 * `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. A leap second, `:60`, is read as `:59`.
 *
 * Each form is rewritten to the first one. It is valid if the runtime formats the parsed instant in the same way. The
 * day of the week decides the century of a two-digit year: the same date falls on different days in adjacent
 * centuries.
 *
 * @param nowMs - A two-digit year is at most 50 years after this.
 * @returns Milliseconds since the Unix epoch; undefined for anything else, including a wrong day of the week.
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const latestYear = new Date(Math.max(nowMs, EARLIEST_CREDIBLE_MS)).getUTCFullYear() + 50
  for (const year of [latestYear, latestYear - 100]) {
    const date = text
      .replace(
        /^(\w{3})\w*day, (\d\d)-(\w{3})-(\d\d) /,
        (_, weekday, day, month, digits) => `${weekday}, ${day} ${month} ${year - ((year - digits) % 100)} `,
      )
      .replace(/^(\w{3}) (\w{3}) ([ \d]\d) ([\d:]+) (\d+)$/, '$1, $3 $2 $5 $4 GMT')
      .replace(',  ', ', 0')
      .replace(':60 ', ':59 ')
    const atMs = Date.parse(date)
    if (!Number.isNaN(atMs) && new Date(atMs).toUTCString() === date) return atMs
  }
  return undefined
}

/**
 * Returns the server's time of a response: its `Date` plus its `Age`, which caches add.
 *
 * Several `Date` headers are valid if they agree. An `Age` that is not a whole number of seconds is ignored (RFC 9111
 * section 5.1).
 *
 * @param nowMs - The local time, for two-digit years.
 * @returns Milliseconds since the Unix epoch; undefined without a `Date` of 2020 or later.
 */
export function parseServerTime(headers: ResponseHeaders, nowMs: number): number | undefined {
  const dates = (headers.get('date') ?? '').split(/\s*,\s*(?=[A-Z])/)
  const [dateMs, other] = new Set(dates.map((date) => parseHttpDate(date, nowMs)))
  if (other !== undefined || !dateMs || dateMs < EARLIEST_CREDIBLE_MS) return undefined
  const [, age] = /^(\d+)\s*(,|$)/.exec(headers.get('age') ?? '') ?? []
  return dateMs + Number(age ?? 0) * 1_000
}
