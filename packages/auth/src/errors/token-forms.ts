import { toLoose } from './decoded-views.ts'

/** A shorter encoded form could be part of any text by chance. */
const MIN_ENCODED_CHARS = 6

/**
 * Returns a token, its loose form ({@link toLoose}), and its forms that cannot be decoded character by character:
 * base64 and base64url at each of the three alignments (as in `Basic` credentials), and hex in either case.
 *
 * Encoded forms have no padding, and begin with the first character that does not depend on what precedes the token.
 */
export function toTokenForms(token: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(token))
  const binary = bytes.map((byte) => String.fromCharCode(byte)).join('')
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const encoded = [hex, hex.toUpperCase()]
  for (const shift of [0, 1, 2]) {
    const base64 = btoa('\0'.repeat(shift) + binary)
      .replaceAll('=', '')
      .slice(shift && shift + 1)
    const base64Url = base64.replaceAll('+', '-').replaceAll('/', '_')
    encoded.push(base64, base64Url)
    // The last character may depend on what follows the token.
    if ((shift + bytes.length) % 3) encoded.push(base64.slice(0, -1), base64Url.slice(0, -1))
  }
  return [token, toLoose(token), ...encoded.filter((form) => form.length >= MIN_ENCODED_CHARS)]
}
