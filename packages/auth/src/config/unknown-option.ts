import { ConfigurationError } from '../errors/errors.ts'
import { TLS_ADVICE } from '../errors/is-tls-failure.ts'

/** Other names that people use for an option. Matched against the name in lower case. */
const SYNONYMS: Readonly<Record<string, RegExp>> = {
  url: /uri|host|endpoint|address/,
  apiToken: /key|secret/,
  timeoutMs: /deadline/,
  maxRetries: /attempt/,
  expirationMarginMs: /leeway/,
  onEvent: /log|hook/,
}

/**
 * The error for an option that does not exist: it suggests the option that was probably meant.
 *
 * @param given - The unknown name.
 * @param known - The names of all options.
 */
export function createUnknownOptionError(given: string, known: readonly string[]): ConfigurationError {
  const name = given.slice(0, 40)
  const plain = name.toLowerCase()
  const meant = known.find((option) => SYNONYMS[option]?.test(plain)) ?? findSimilar(name, known)
  const advice = /ssl|tls|verif|cert|unauthorized/.test(plain)
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
