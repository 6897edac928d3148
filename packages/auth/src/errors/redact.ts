/** Redacts secrets in a text: a response body, an error message of the runtime. */
export type Redact = (text: string) => string

/**
 * Makes a redactor for these secrets, in every form in which servers, runtimes and proxies write them: raw, as in
 * JSON, URL- and form-encoded in either case, base64. The longest first, in one pass.
 *
 * @param listSecrets - Returns what must not show. Called for each text.
 */
export function createRedactor(listSecrets: () => readonly string[]): Redact {
  return (text) => {
    const pattern = toPattern(listSecrets())
    return pattern.source === '(?:)' ? text : text.replace(pattern, '[redacted]')
  }
}

function toPattern(secrets: readonly string[]): RegExp {
  const forms = secrets
    .toSorted((a, b) => b.length - a.length)
    .flatMap((secret) => [toAnyForm(secret), ...toBase64(secret)])
  return new RegExp(forms.join('|'), 'g')
}

/** Each character in each of its forms: encoders differ in which ones they touch. */
function toAnyForm(secret: string): string {
  return Array.from(secret, (character) => {
    if (/[A-Za-z0-9]/.test(character)) return character
    const hex = character.charCodeAt(0).toString(16).padStart(2, '0')
    const encoded = encodeURIComponent(character)
    const escaped = `\\u00${hex}`
    const forms = [`\\${character}`, character, escaped, escaped.replace(hex, hex.toUpperCase())]
    forms.push(encoded, encoded.toLowerCase(), `%${hex}`, `%${hex.toUpperCase()}`)
    return `(?:${forms.map(escapePattern).join('|')})`
  }).join('')
}

function toBase64(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('')
  const base64 = btoa(bytes).replace(/=+$/, '')
  return [base64, base64.replaceAll('+', '-').replaceAll('/', '_')].map(escapePattern)
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&')
}
