import { ConfigurationError } from './errors.ts'

/**
 * Makes the check whether access tokens may be sent to an address.
 *
 * @param url - The API's address: its own origin is trusted.
 * @param allowedOrigins - Further ones.
 * @throws {@link ConfigurationError} when one of those is no origin.
 */
export function createOriginCheck(url: string, allowedOrigins: readonly string[]): (url: string) => boolean {
  const trusted = new Set(
    [url, ...allowedOrigins].map((text) => (URL.canParse(text) ? new URL(text).origin : 'null')),
  )
  // Schemes without origins have this one, all of them the same.
  if (trusted.has('null')) {
    throw new ConfigurationError('allowedOrigins must be origins such as https://jobs.example.com.')
  }
  return (target) => URL.canParse(target) && trusted.has(new URL(target).origin)
}
