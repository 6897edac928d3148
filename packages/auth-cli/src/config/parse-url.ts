import { usageError } from '../errors/command-error.ts'
import { isLoopback } from './is-loopback.ts'
import type { Setting } from './setting.ts'

/**
 * Checks the address of the API by the rules of the client, in words that name the flag or variable.
 *
 * @throws CommandError (usage) that shows nothing of a text that is not an address: it may be a token.
 */
export function parseUrl({ value, source }: Setting, { allowInsecure }: { allowInsecure: boolean }): URL {
  const problem = findProblem(value, allowInsecure)
  if (problem) throw usageError(`The API address in ${source} ${problem}.`)
  return new URL(value.endsWith('/') ? value : `${value}/`)
}

/** What keeps a text from being an address to which a token may be sent, as the end of a sentence. */
function findProblem(text: string, allowInsecure: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || /[\s\p{Cc}\p{Cf}\p{Cs}\\]/u.test(text)) return 'is not a URL such as https://api.qci-prod.com'
  if (!/^https?:\/\/[^/]/i.test(text)) return 'must begin with https://'
  if (/^[^/]*\/\/[^/]*@/.test(text)) return 'must not contain a user name or password'
  if (/[?#]/.test(text)) return 'must not contain a query or fragment'
  if (url.protocol === 'http:' && !allowInsecure && !isLoopback(url)) {
    return `uses plain http to ${url.host}, which exposes tokens on the network: use https, or allow it with --allow-insecure`
  }
  return undefined
}
