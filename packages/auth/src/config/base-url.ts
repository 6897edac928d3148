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
 * Whether a host, as `URL` gives it, is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
 *
 * `URL` has turned every notation of an IPv4 address (`127.1`, `0x7f.1`) into four decimal numbers, and no name can
 * look like that. Names below `localhost` are not included: not every resolver keeps them on this machine.
 */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/**
 * What keeps a text from being an address to which a token may be sent.
 *
 * The message quotes at most the host of a valid URL: people paste tokens into the wrong variable.
 *
 * @returns The end of a sentence, or an empty string.
 */
export function findUrlProblem(text: string, allowInsecure: boolean): string {
  const url = parseUrl(text)
  // URL removes some of these silently: then the address that is shown is not the one that is contacted.
  if (!url || /[\s\\]/.test(text) || INVISIBLE.test(text))
    return 'is not a URL such as https://api.qci-prod.com'
  // Without two slashes, a browser takes the text as relative to the page.
  if (!/^https?:\/\/[^/]/i.test(text)) return 'must begin with https://'
  if (/^[^/]*\/\/[^/]*@|[?#]/.test(text)) return 'must not contain a query, fragment, user name or password'
  if (url.protocol === 'http:' && !allowInsecure && !isLoopback(url.hostname)) {
    return `uses plain http to ${url.host}, which exposes tokens on the network. Use https, or set { allowInsecure: true } or QCI_ALLOW_INSECURE=true`
  }
  return ''
}

/**
 * Checks the API's address and ends it with a slash.
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
