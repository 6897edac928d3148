import { ConfigurationError } from '../errors/errors.ts'

/** What people write for an option that has another name. Matched against the name in lower case, in this order. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/url|uri|host|endpoint|address/, 'url'],
  [/token|key|secret/, 'apiToken'],
  [/timeout|deadline/, 'timeoutMs'],
  [/retr|attempt/, 'maxRetries'],
  [/margin|leeway/, 'expirationMarginMs'],
  [/origin/, 'allowedOrigins'],
  [/insecure/, 'allowInsecure'],
  [/^env/, 'env'],
  [/^on|event|hook|log/, 'onEvent'],
]

/**
 * The error for an option that does not exist: it suggests the option that was probably meant.
 *
 * @param name - The unknown name.
 * @param known - The names of all options.
 */
export function createUnknownOptionError(name: string, known: readonly string[]): ConfigurationError {
  const plain = toPlain(name)
  const advice = /ssl|tls|verif|cert|unauthorized/.test(plain)
    ? 'TLS certificates are always verified: set NODE_EXTRA_CA_CERTS to trust another CA'
    : `Did you mean ${findSimilar(plain, known) ?? `one of ${known.join(', ')}`}?`
  return new ConfigurationError(`Unknown option "${name.slice(0, 40)}". ${advice}`, { option: name })
}

function findSimilar(plain: string, known: readonly string[]): string | undefined {
  return (
    known.find((name) => countEdits(plain, toPlain(name)) <= 2) ??
    SYNONYMS.find(([pattern]) => pattern.test(plain))?.[1]
  )
}

/** `api_token`, `api-token` and `apiToken` are the same name. */
function toPlain(name: string): string {
  return name.replaceAll(/[\W_]/g, '').toLowerCase()
}

/** The Levenshtein distance. Names that are longer than any option are far from all. */
function countEdits(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [line, letter] of Array.from(a).entries()) {
    const next = [line + 1]
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = row[column - 1]! + (letter === b[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
