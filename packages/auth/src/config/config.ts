import { parseApiToken } from './api-token.ts'
import { toBaseUrl } from './base-url.ts'
import { systemClock } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import { readEnv } from './env.ts'
import { ConfigurationError } from '../errors/errors.ts'
import type { OnEvent } from '../events.ts'
import { toTimeoutNano } from '../http/headers.ts'
import type { ApiTokenProvider, AuthClientOptions } from './options.ts'

/**
 * How long before its expiry a token is renewed at the latest, in milliseconds: ten minutes, as in the
 * Python original.
 */
export const TOKEN_EXPIRATION_MARGIN_MS = 600_000

/** {@link AuthClientOptions} with everything found and checked. */
export interface Config {
  /** With a slash at its end. */
  readonly url: string
  readonly apiToken: string | ApiTokenProvider
  readonly timeoutMs: number | undefined
  /** The same in nanoseconds, as it goes over the wire. */
  readonly timeoutNano: string | undefined
  readonly expirationMarginMs: number
  readonly renewAheadMs: number
  readonly renewalWaitMs: number
  readonly maxRetries: number
  readonly clock: Clock
  readonly random: () => number
  readonly fetch: typeof globalThis.fetch | undefined
  readonly onEvent: OnEvent | undefined
}

/**
 * Option, then environment, then error: the address first, as in the Python original.
 *
 * @throws {@link ConfigurationError} that names the option and the variable.
 */
export function resolveConfig(options: AuthClientOptions): Config {
  check({ options }, 'an object', isObject)
  const {
    timeoutMs,
    expirationMarginMs = TOKEN_EXPIRATION_MARGIN_MS,
    renewAheadMs = 300_000,
    renewalWaitMs = 2_000,
    maxRetries = 2,
    clock = systemClock,
    random = Math.random,
    fetch,
    onEvent,
  } = options
  check(
    { allowInsecure: options.allowInsecure ?? false },
    'true or false',
    (value) => typeof value === 'boolean',
  )
  const [url, urlSource] = pick(options, 'url', 'QCI_API_URL', 'API address')
  const [apiToken, tokenSource] = pick(options, 'apiToken', 'QCI_TOKEN', 'API token')

  if (timeoutMs !== undefined) {
    check({ timeoutMs }, 'above 0 and at most 1e15', (value) => isAtMost(value, 1e15) && value !== 0)
  }
  const numbers = { expirationMarginMs, renewAheadMs, renewalWaitMs, maxRetries }
  check(numbers, 'a finite number, not negative', (value) => isAtMost(value, Number.MAX_VALUE))
  check({ clock }, 'an object', isObject)
  const methods = (['now', 'monotonic', 'sleep'] as const).map((name) => [`clock.${name}`, clock[name]])
  check({ random, ...Object.fromEntries(methods) }, 'a function', isFunction)
  check({ fetch, onEvent }, 'a function', (value) => value === undefined || isFunction(value))

  return {
    url: toBaseUrl(url as string, urlSource, options.allowInsecure),
    apiToken: typeof apiToken === 'string' ? parseApiToken(apiToken, tokenSource) : apiToken,
    timeoutMs,
    timeoutNano: toTimeoutNano(timeoutMs),
    ...numbers,
    clock,
    random,
    fetch,
    onEvent,
  }
}

/** The option, else the variable, and the name of the one that counts. Blank counts as absent. */
function pick(
  options: AuthClientOptions,
  option: 'url' | 'apiToken',
  variable: string,
  what: string,
): [value: string | ApiTokenProvider, source: string] {
  const given: unknown = options[option]
  if (option === 'apiToken' && typeof given === 'function') return [given as ApiTokenProvider, option]
  check({ [option]: given ?? '' }, 'a string', isString)
  const value = (given as string | undefined)?.trim()
  if (value) return [value, option]
  const fallback = readEnv(variable, options.env)?.trim()
  if (fallback) return [fallback, variable]
  throw new ConfigurationError(`No ${what}: pass { ${option} } or set ${variable}.`)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isAtMost(value: unknown, most: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= most
}

/** Where numbers belong they are shown; of anything else only its type, for it may be a secret in the wrong place. */
function check(options: object, wanted: string, isGood: (value: unknown) => boolean): void {
  for (const [name, value] of Object.entries(options)) {
    if (isGood(value)) continue
    const isFact = typeof value === 'number' && isGood !== isString
    const seen = isFact || value === null ? value : typeof value
    throw new ConfigurationError(`${name} must be ${wanted}; it is ${seen}.`)
  }
}
