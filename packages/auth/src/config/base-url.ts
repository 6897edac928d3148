import { ConfigurationError } from '../errors/errors.ts'
import { INVISIBLE } from './invisible.ts'

/** Parses a URL, relative to `base` if given. Not `URL.canParse`, which jsdom 20 (Jest 29) does not have. */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

/**
 * Whether a host, as `URL` normalizes it, is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
 *
 * `URL` writes every notation of an IPv4 address (`127.1`, `0x7f.1`) as four decimal numbers, and no host name has
 * that form. Names below `localhost` are not included, because some resolvers look them up on the network.
 */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/**
 * Returns why a token must not be sent to this address.
 *
 * The message shows at most the host of a valid URL, because people paste tokens into the wrong variable.
 *
 * @returns The end of a sentence; an empty string when there is no problem.
 */
export function findUrlProblem(text: string, allowInsecure: boolean): string {
  const url = parseUrl(text)
  // URL silently removes some of these: the address shown would not be the one contacted.
  if (!url || /[\s\\]/.test(text) || INVISIBLE.test(text))
    return 'is not a URL such as https://api.qci-prod.com'
  // Without two slashes, a browser treats the text as relative to the page.
  if (!/^https?:\/\/[^/]/i.test(text)) return 'must begin with https://'
  if (/^[^/]*\/\/[^/]*@|[?#]/.test(text)) return 'must not contain a query, fragment, user name or password'
  if (url.protocol === 'http:' && !allowInsecure && !isLoopback(url.hostname)) {
    return `uses plain http to ${url.host}, which exposes tokens on the network. Use https, or set { allowInsecure: true } or QCI_ALLOW_INSECURE=true`
  }
  return ''
}

/**
 * Checks the API's address and adds a slash at its end.
 *
 * @param text - The address as given, trimmed.
 * @param source - Where it came from: `url` or `QCI_API_URL`.
 * @throws {@link ConfigurationError}
 */
export function parseBaseUrl(text: string, source: string, allowInsecure: boolean): string {
  const problem = findUrlProblem(text, allowInsecure)
  if (problem) {
    throw new ConfigurationError(`The API address in ${source} ${problem}.`, { option: 'url', source })
  }
  return text.endsWith('/') ? text : `${text}/`
}
