/** A token as it may be shown: how it begins, where that gives nothing away, and how long it is. */
export function mask(token: string): string {
  const beginning = token.length >= 20 ? token.slice(0, 4) : ''
  return `${beginning}… (${token.length} characters)`
}
