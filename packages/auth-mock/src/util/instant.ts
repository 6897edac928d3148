/** An instant: milliseconds since the Unix epoch, a `Date`, or text that `Date.parse` understands (RFC 3339). */
export type Instant = number | Date | string

/** The last instant that RFC 3339 can express: the end of the year 9999. The first one accepted is 1970. */
export const MAX_AT_MS = 253_402_300_799_999

/**
 * Turns an {@link Instant} into milliseconds since the Unix epoch.
 *
 * @throws TypeError naming `name` when it is not an instant in the years 1970 to 9999.
 */
export function toEpochMs(instant: unknown, name: string): number {
  const ms =
    typeof instant === 'string' ? Date.parse(instant) : instant instanceof Date ? instant.getTime() : instant
  if (typeof ms === 'number' && ms >= 0 && ms <= MAX_AT_MS) return ms
  throw new TypeError(
    `${name} must be an instant from 1970 to 9999: epoch milliseconds, a Date or an RFC 3339 string`,
  )
}

/** The format of the API: UTC, whole seconds (a fraction is dropped), `Z`. */
export function toRfc3339(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, -5)}Z`
}
