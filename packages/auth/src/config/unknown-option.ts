import { ConfigurationError } from '../errors/errors.ts'
import type { AuthClientOptions } from './options.ts'
import { TLS_ADVICE } from '../errors/is-tls-failure.ts'

/** Parts of names that other libraries use for an option, in lower case. The first match counts. */
const SYNONYMS: readonly (readonly [RegExp, keyof AuthClientOptions])[] = [
  [/^on|log|hook|listen|debug|verbose/, 'onEvent'],
  [/cache|store|share/, 'sharing'],
  [/skew|leeway|toleran|buffer|margin/, 'expirationMarginMs'],
  [/(allow|trust).*(host|domain)/, 'allowedOrigins'],
  [/timeout|deadline/, 'timeoutMs'],
  [/agent|dispatcher|client$|transport/, 'fetch'],
  [/http/, 'allowInsecure'],
  [/attempt|^retry/, 'maxRetries'],
  [/uri|host|endpoint|address|server|domain|base/, 'url'],
  [/key|secret|credential|passw|^auth/, 'apiToken'],
]

/**
 * The error for an option that does not exist: it suggests the option that was probably meant.
 *
 * @param given - The unknown name.
 * @param known - The names of all options.
 */
export function createUnknownOptionError(given: string, known: readonly string[]): ConfigurationError {
  const name = given.slice(0, 40)
  const plain = name.toLowerCase()
  const meant = SYNONYMS.find(([pattern]) => pattern.test(plain))?.[1] ?? findSimilar(name, known)
  const advice = /ssl|tls|verif|cert|unauthorized|^ca$/.test(plain)
    ? `TLS certificates are always verified. ${TLS_ADVICE}`
    : `Did you mean ${meant ?? `one of ${known.join(', ')}`}?`
  return new ConfigurationError(`Unknown option "${name}". ${advice}`, { option: given })
}

/**
 * Returns the option that shares the most letter pairs with a name, if these are more than half of the pairs of the
 * shorter one.
 */
function findSimilar(name: string, known: readonly string[]): string | undefined {
  const pairs = toPairs(name)
  let most = 0.5
  let similar: string | undefined
  for (const option of known) {
    const own = toPairs(option)
    const share = own.filter((pair) => pairs.includes(pair)).length / Math.min(own.length, pairs.length)
    if (share > most) [most, similar] = [share, option]
  }
  return similar
}

/** Returns all pairs of adjacent letters. `api_token`, `api-token` and `apiToken` have the same pairs. */
function toPairs(name: string): string[] {
  const plain = name.replaceAll(/[\W_]/g, '').toLowerCase()
  return Array.from(plain.slice(1), (letter, at) => plain[at] + letter)
}
