const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(?:\.(\d+))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * Reads an RFC 3339 date-time: `T` or `t`; `Z`, `z` or an offset, mandatory; any number of fraction digits.
 *
 * A leap second, `:60`, is read as `:59`: a token that expires a second early harms nobody.
 *
 * @returns Milliseconds since the Unix epoch, UTC; undefined for anything else, the 30th of February included.
 */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC_3339.exec(text.toUpperCase())
  if (!match) return undefined
  const [, minute = '', second, fraction = '', offset = ''] = match
  const local = `${minute}${second === '60' ? '59' : second}.${fraction.slice(0, 3).padEnd(3, '0')}`
  // Some engines let the 30th of February pass as the 1st of March: then it does not come back the same.
  const atMs = Date.parse(`${local}Z`)
  if (Number.isNaN(atMs) || new Date(atMs).toISOString() !== `${local}Z`) return undefined
  return Date.parse(local + offset)
}
