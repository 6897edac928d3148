/** Replaces the package `tldts` in the bundle: the playground sets no cookies, so no domain is looked up. */
export function getDomain(hostname: string): string {
  return hostname
}
