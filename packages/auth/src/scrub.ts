/** Takes secrets out of a text: a response body, an error message of the runtime. */
export type Scrub = (text: string) => string

/**
 * Takes these secrets out, by value: as they are, JSON-escaped, URL-encoded and in base64.
 *
 * @param secrets - The tokens that the client knows of at this moment.
 */
export function createScrub(secrets: readonly (string | undefined)[]): Scrub {
  return (text) =>
    secrets
      .flatMap((secret) => (secret ? formsOf(secret) : []))
      .reduce((rest, form) => rest.replaceAll(form, '[redacted]'), text)
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
