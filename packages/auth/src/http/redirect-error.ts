import { isLoopback } from '../config/base-url.ts'
import { RedirectError } from '../errors/errors.ts'
import type { Redact } from '../errors/redact.ts'
import type { FinalResponse } from './follow-redirects.ts'

const CHECK_SERVER = 'Check the redirect rules of the server.'

/**
 * Returns the error for a redirect that is not followed; undefined when the response is not a redirect.
 *
 * @param baseUrl - The API's base address as configured, with a slash at its end.
 * @param endpointUrl - The address of the operation below it.
 * @param redact - Removes tokens from a text.
 */
export function toRedirectError(
  { response, url, target, hasTooManyRedirects }: FinalResponse,
  baseUrl: string,
  endpointUrl: string,
  redact: Redact,
): RedirectError | undefined {
  const { status, type } = response
  const isHidden = type === 'opaqueredirect'
  if (!isHidden && (status < 300 || status > 399)) return undefined
  const { protocol, href, hostname } = new URL(baseUrl)
  // Origin and path: a query may contain anything.
  const shown = target?.host ? redact(target.origin + target.pathname) : undefined
  const [newBaseUrl, rest] = (shown ?? '').split(withoutSlash(endpointUrl.slice(baseUrl.length - 1)))
  let advice = `If the target is QCi's API, set url or QCI_API_URL to ${newBaseUrl}.`
  if (isHidden) advice = 'Browsers hide the target. Check url or QCI_API_URL.'
  else if (hasTooManyRedirects) advice = `Only three redirects are followed. ${CHECK_SERVER}`
  else if (
    target?.protocol === 'http:' &&
    (protocol === 'https:' || (isLoopback(hostname) && !isLoopback(target.hostname)))
  )
    advice = `The target uses plain http. ${CHECK_SERVER}`
  else if (rest === undefined || withoutSlash(rest))
    advice = 'The target is not the API; it may be a sign-in page. Check the network, and url or QCI_API_URL.'
  else if (newBaseUrl === withoutSlash(href)) advice = `Only 307 and 308 keep the method. ${CHECK_SERVER}`
  return new RedirectError(redact(url), status, shown, advice)
}

function withoutSlash(text: string): string {
  return text.replace(/\/$/, '')
}
