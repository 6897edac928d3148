/**
 * Parses an RFC 3339 date-time: `T` or `t`; `Z`, `z` or an offset, mandatory; any number of fraction digits.
 *
 * A leap second, `:60`, is read as `:59`: the token expires a second early, which is harmless.
 *
 * @returns Milliseconds since the Unix epoch, UTC; undefined for anything else, including February 30.
 */
export function parseRfc3339(text: string): number | undefined {
  const match = /^(.{17})(\d\d)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(text.toUpperCase())
  if (!match) return undefined
  const [, minute, second, fraction = '.', offset] = match
  const local = `${minute}${second === '60' ? '59' : second}${fraction.slice(0, 4).padEnd(4, '0')}`
  // An invalid date, or one that is parsed as another date, is not formatted as the same text.
  return new Date(`${local}Z`).toJSON() === `${local}Z` ? Date.parse(local + offset) : undefined
}
