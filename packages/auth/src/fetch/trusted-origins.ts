import { findUrlProblem, parseUrl } from '../config/base-url.ts'
import { ConfigurationError } from '../errors/errors.ts'

/** The configuration of the check. */
interface TrustConfig {
  /** The API's address: its own origin is trusted. */
  readonly url: string
  /** Further origins. */
  readonly allowedOrigins: readonly string[]
  /** Whether these may use `http:` to other machines. */
  readonly allowInsecure: boolean
}

/**
 * Creates the check whether access tokens may be sent to an address.
 *
 * @throws {@link ConfigurationError} when one of `allowedOrigins` is not an origin.
 */
export function createOriginCheck({
  url,
  allowedOrigins,
  allowInsecure,
}: TrustConfig): (url: string) => boolean {
  const trusted = new Set([new URL(url).origin])
  for (const [index, text] of allowedOrigins.entries()) {
    const parsed = parseUrl(text)
    const isOrigin = parsed?.href === `${parsed?.origin}/` && !text.includes('*')
    const problem =
      findUrlProblem(text, allowInsecure) ||
      (isOrigin ? '' : 'is not an origin such as https://jobs.example.com')
    if (problem) {
      throw new ConfigurationError(`allowedOrigins[${index}] ${problem}.`, { option: 'allowedOrigins' })
    }
    trusted.add(parsed!.origin)
  }
  return (target) => {
    const parsed = parseUrl(target)
    // The protocol too: the origin of `blob:https://…` is that of its creator.
    return !!parsed && /^https?:$/.test(parsed.protocol) && trusted.has(parsed.origin)
  }
}
