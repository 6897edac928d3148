import type { ResponseHeaders } from './read-response.ts'

/** Before this instant a clock was never set: neither a `Date` nor the local clock is used. */
const EARLIEST_CREDIBLE_MS = 1_577_836_800_000 // 2020-01-01T00:00:00Z

const TIME = '(?<time>\\d\\d:\\d\\d:\\d\\d)'

/** IMF-fixdate, RFC 850 and asctime. */
const FORMS = /* @__PURE__ */ [
  `(?<weekday>\\w{3}), (?<day>\\d\\d) (?<month>\\w{3}) (?<year>\\d{4}) ${TIME} GMT`,
  `(?<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d\\d)-(?<month>\\w{3})-(?<year>\\d\\d) ${TIME} GMT`,
  `(?<weekday>\\w{3}) (?<month>\\w{3}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`))

/**
 * Parses an HTTP date in any of the three forms of RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`,
 * `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. A leap second, `:60`, is read as `:59`.
 *
 * @param nowMs - Decides the century of a two-digit year: no more than 50 years after this.
 * @returns Milliseconds since the Unix epoch; undefined for anything else, a wrong day of the week included.
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find(Boolean)
  if (!parts) return undefined
  const { weekday = '', day = '', month = '', time = '' } = parts
  const toText = (year: number | string) =>
    `${weekday.slice(0, 3)}, ${day.replace(' ', '0')} ${month} ${year} ${time.replace(/60$/, '59')} GMT`
  let date = toText(parts['year']!)
  if (parts['year']!.length === 2) {
    const latest = new Date(Math.max(nowMs, EARLIEST_CREDIBLE_MS))
    latest.setUTCFullYear(latest.getUTCFullYear() + 50)
    const century = latest.getUTCFullYear() - (latest.getUTCFullYear() % 100)
    date =
      [century, century - 100]
        .map((first) => toText(first + Number(parts['year'])))
        .find((candidate) => Date.parse(candidate) <= latest.getTime()) ?? ''
  }
  const atMs = Date.parse(date)
  return !Number.isNaN(atMs) && new Date(atMs).toUTCString() === date ? atMs : undefined
}

/**
 * Returns the server's time of a response: its `Date` plus its `Age`, which a cache on the way adds.
 *
 * Several `Date` headers count if they agree. An `Age` that is no whole number of seconds is ignored (RFC 9111
 * section 5.1).
 *
 * @param nowMs - The local time, for two-digit years.
 * @returns Milliseconds since the Unix epoch; undefined without a `Date` of 2020 or later.
 */
export function parseServerTime(headers: ResponseHeaders, nowMs: number): number | undefined {
  const dates = (headers.get('date') ?? '').split(/\s*,\s*(?=[MTWFS]\w\w)/)
  const instants = new Set(dates.map((date) => parseHttpDate(date, nowMs)))
  const [dateMs] = instants
  if (instants.size > 1 || dateMs === undefined || dateMs < EARLIEST_CREDIBLE_MS) return undefined
  const [age = ''] = (headers.get('age') ?? '').split(/\s*,/)
  return dateMs + (/^\d+$/.test(age) ? Number(age) * 1_000 : 0)
}
