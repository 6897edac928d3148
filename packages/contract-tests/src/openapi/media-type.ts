/** The media type of a `Content-Type` in lower case, without parameters; empty when there is none. */
export function toEssence(contentType: string | null): string {
  return (contentType ?? '').split(';')[0]!.trim().toLowerCase()
}

/** The `charset` parameter of a `Content-Type`, in lower case. */
export function toCharset(contentType: string | null): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType ?? '')?.[1]?.toLowerCase()
}

/** Parses JSON as RFC 8259 defines it: UTF-8, without a byte order mark. */
export function parseJson(bytes: Uint8Array): { value: unknown } | { problem: string } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { problem: 'is not UTF-8' }
  }
  if (text.startsWith('\uFEFF')) return { problem: 'begins with a byte order mark' }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { problem: 'is not JSON' } // the engine's own message quotes the text
  }
}
