import { ConfigurationError } from '../errors/errors.ts'

/**
 * Checks the API's address and gives it a slash at its end.
 *
 * Nothing of a text that is no address is quoted: people paste tokens into the wrong variable.
 *
 * @param text - The address as given, trimmed.
 * @param source - Where it came from, for the message: `url` or `QCI_API_URL`.
 * @throws {@link ConfigurationError}
 */
export function toBaseUrl(text: string, source: string, allowInsecure: boolean | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const problem =
    // URL drops some of these in silence: then the address that is shown is not the one that is asked.
    !url || /[\s\p{Cc}\\]/u.test(text)
      ? 'is not a URL such as https://api.qci-prod.com'
      : !/^https?:$/.test(url.protocol)
        ? 'must begin with https://'
        : url.username || url.password
          ? 'must not have a user name or password in it'
          : /[?#]/.test(text)
            ? 'must not have a query or fragment'
            : url.protocol === 'http:' && !allowInsecure && !isLoopback(url.hostname)
              ? `is http: to ${url.host}, which shows the API token to whoever listens: use https:, or pass { allowInsecure: true }`
              : ''
  if (problem) throw new ConfigurationError(`The API address in ${source} ${problem}.`)
  return text.endsWith('/') ? text : `${text}/`
}

/** Whether what is sent to this host stays on this machine (RFC 6761 section 6.3, RFC 6890). */
export function isLoopback(hostname: string): boolean {
  return /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost\.?)$/.test(hostname)
}
