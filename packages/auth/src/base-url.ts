import { ConfigurationError } from './errors.ts'

/**
 * Checks the API's address and gives it a slash at its end.
 *
 * Nothing of the text is quoted in a complaint before it is known to be an address: people paste tokens
 * into the wrong variable.
 *
 * @param text - The address as given, trimmed.
 * @param source - Where it came from, for the message: `url` or `QCI_API_URL`.
 * @throws {@link ConfigurationError}
 */
export function toBaseUrl(text: string, source: string, allowInsecure: boolean): string {
  const refuse = (problem: string): never => {
    throw new ConfigurationError(`The API address in ${source} ${problem}, such as https://api.qci-prod.com.`)
  }
  // URL takes these out in silence; then the address that is shown is not the one that is asked.
  // oxlint-disable-next-line no-control-regex
  if (/[\s\u0000-\u001f\u007f\\]/.test(text))
    refuse('has white space, control characters or backslashes in it: give a plain address')
  if (!URL.canParse(text)) refuse('is not a URL: give one with its scheme')
  const { protocol, hostname, host, username, password, search, hash } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:')
    refuse('does not begin with https://: give an address that does')
  if (username || password) refuse('has a user name or password in it: give an address without')
  if (search || hash || /[?#]/.test(text)) refuse('has a query or fragment in it: give an address without')
  if (protocol === 'http:' && !allowInsecure && !isLoopback(hostname)) {
    refuse(
      `is http: to ${host}, which would show the API token to whoever listens: give an https: address` +
        ' (allowInsecure: true sends it all the same)',
    )
  }
  return text.endsWith('/') ? text : `${text}/`
}

/** Whether requests to this host stay on this machine (RFC 6761 section 6.3, RFC 6890). */
function isLoopback(hostname: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost\.?)$/.test(hostname)
}
