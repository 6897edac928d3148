import { RedirectError } from '../errors/errors.ts'
import type { FinalResponse } from './follow-redirects.ts'

/**
 * The error for a redirect that is not followed; undefined when the response is no redirect.
 *
 * @param baseUrl - The API's base address as configured, with a slash at its end.
 * @param endpointUrl - The address of the operation below it.
 * @param redact - Removes tokens from a text.
 */
export function toRedirectError(
  { response, url, hasTooManyRedirects }: FinalResponse,
  baseUrl: string,
  endpointUrl: string,
  redact: (text: string) => string,
): RedirectError | undefined {
  const { status, type, headers } = response
  const isHidden = type === 'opaqueredirect'
  if (!isHidden && (status < 300 || status > 399)) return undefined
  const target = toTarget(headers.get('location'), url)
  const shown = target && redact(target)
  const advice = isHidden
    ? 'Browsers hide the target. Check url or QCI_API_URL.'
    : hasTooManyRedirects
      ? 'Only three redirects are followed. Check the redirect rules of the server.'
      : toAdvice(shown, baseUrl, endpointUrl)
  return new RedirectError(redact(url), status, shown, advice)
}

/** What to do about it. Names the base address to set where the target shows one. */
function toAdvice(target: string = '', baseUrl: string, endpointUrl: string): string {
  const { protocol, href } = new URL(baseUrl)
  if (protocol === 'https:' && target.startsWith('http:')) {
    return 'The target uses plain http. Check the redirect rules of the server.'
  }
  const path = withoutSlash(endpointUrl.slice(baseUrl.length - 1))
  const newBaseUrl = withoutSlash(target).endsWith(path) && withoutSlash(target).slice(0, -path.length)
  if (newBaseUrl === withoutSlash(href)) {
    return 'Only 307 and 308 keep the method. Let the server redirect with 308, or not at all.'
  }
  return newBaseUrl
    ? `If the target is QCi's API, set url or QCI_API_URL to ${newBaseUrl}.`
    : 'The target is no address of the API; it may be the sign-in page of a network or proxy. Check the network, and url or QCI_API_URL.'
}

function withoutSlash(text: string): string {
  return text.replace(/\/$/, '')
}

/** Origin and path: a query may contain anything. */
function toTarget(location: string | null | undefined, url: string): string | undefined {
  if (!location || !URL.canParse(location, url)) return undefined
  const { origin, pathname } = new URL(location, url)
  return origin + pathname
}
