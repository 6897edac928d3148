/**
 * Takes secrets out of a text, by value: as they are, JSON-escaped, URL-encoded and in base64.
 *
 * @param text - Somebody else's words: a response body, an error message of the runtime.
 * @param secrets - The tokens that the client knows of at this moment.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  return secrets.flatMap(formsOf).reduce((rest, form) => rest.replaceAll(form, '[redacted]'), text)
}

function formsOf(secret: string): string[] {
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret))).replace(/=+$/, '')
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
  ]
}
