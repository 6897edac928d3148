/**
 * Reads an HTTP date in the form that every sender must use (RFC 9110 section 5.6.7, IMF-fixdate).
 *
 * @returns Milliseconds since the Unix epoch; undefined for anything else, a wrong day of the week included.
 */
export function parseHttpDate(text: string | null): number | undefined {
  const atMs = text === null ? Number.NaN : Date.parse(text)
  return !Number.isNaN(atMs) && new Date(atMs).toUTCString() === text ? atMs : undefined
}
