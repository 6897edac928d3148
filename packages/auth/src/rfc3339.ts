const RFC_3339 = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/i

/**
 * Reads an RFC 3339 date-time: `T` or `t`; `Z`, `z` or an offset, mandatory; any number of fraction digits.
 *
 * A leap second, `:60`, is read as `:59`: a token that expires a second early harms nobody.
 *
 * @returns Milliseconds since the Unix epoch, UTC; undefined for anything else, the 30th of February included.
 */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC_3339.exec(text)
  if (!match) return undefined
  const [, day = '', hourMinute, second = '', fraction = '', sign, offsetHour = '0', offsetMinute = '0'] =
    match
  // Date.parse knows this form only with upper-case letters and up to three digits, and some engines let
  // the 30th of February pass as the 1st of March.
  const utc = `${day}T${hourMinute}:${second === '60' ? '59' : second}.${fraction.slice(1, 4).padEnd(3, '0')}Z`
  const atMs = Date.parse(utc)
  if (Number.isNaN(atMs) || new Date(atMs).toISOString() !== utc) return undefined
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000
  return sign === '-' ? atMs + offsetMs : atMs - offsetMs
}
