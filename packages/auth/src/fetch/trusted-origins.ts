import { isLoopback } from '../config/base-url.ts'
import { ConfigurationError } from '../errors/errors.ts'

/**
 * Makes the check whether access tokens may be sent to an address.
 *
 * @param url - The API's address: its own origin is trusted.
 * @param allowedOrigins - Further ones.
 * @param allowInsecure - Whether such a one may be `http:` beyond this machine.
 * @throws {@link ConfigurationError} when one of those is no origin.
 */
export function createOriginCheck(
  url: string,
  allowedOrigins: readonly string[],
  allowInsecure: boolean | undefined,
): (url: string) => boolean {
  const trusted = new Set([new URL(url).origin])
  for (const text of allowedOrigins) {
    const { origin, protocol, href, hostname } = URL.canParse(text) ? new URL(text) : new URL('about:blank')
    const isSafe = protocol === 'https:' || (protocol === 'http:' && (allowInsecure || isLoopback(hostname)))
    if (!isSafe || href !== `${origin}/` || origin.includes('*')) {
      throw new ConfigurationError(
        'allowedOrigins must be origins such as https://jobs.example.com: no path, no wildcard, and https: unless { allowInsecure: true } is passed.',
      )
    }
    trusted.add(origin)
  }
  return (target) =>
    URL.canParse(target) && /^https?:/i.test(target.trim()) && trusted.has(new URL(target).origin)
}
