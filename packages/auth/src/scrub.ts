const REDACTED = '[redacted]'

/**
 * Takes secrets out of a text, by value: as they are, JSON-escaped, URL-encoded and in base64.
 *
 * @param text - Somebody else's words: a response body, an error message of the runtime.
 * @param secrets - The tokens that the client knows of at this moment.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  let scrubbed = text
  for (const form of secrets.flatMap(formsOf).toSorted((a, b) => b.length - a.length)) {
    scrubbed = scrubbed.replaceAll(form, REDACTED)
  }
  return scrubbed
}

function formsOf(secret: string): string[] {
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret))).replace(/=+$/, '')
  const base64Url = base64.replaceAll('+', '-').replaceAll('/', '_')
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), base64, base64Url]
}
