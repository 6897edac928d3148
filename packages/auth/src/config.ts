import { parseApiToken } from './api-token.ts'
import { toBaseUrl } from './base-url.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { readEnv } from './env.ts'
import { ConfigurationError } from './errors.ts'
import type { OnEvent } from './events.ts'
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
  const { env, timeoutMs, fetch, onEvent, clock = systemClock, random = Math.random } = options
  const url = pick('url', options.url, 'QCI_API_URL', env, 'API address')
  const token =
    typeof options.apiToken === 'function'
      ? undefined
      : pick('apiToken', options.apiToken, 'QCI_TOKEN', env, 'API token')
  if (timeoutMs !== undefined && !(inRange(timeoutMs, 1e15) && timeoutMs > 0)) {
    refuse('timeoutMs', timeoutMs, 'a number of milliseconds above 0 and at most 1e15, or undefined')
  }
  for (const method of ['now', 'monotonic', 'sleep'] as const) checkFunction(`clock.${method}`, clock[method])
  checkFunction('random', random)
  if (fetch !== undefined) checkFunction('fetch', fetch)
  if (onEvent !== undefined) checkFunction('onEvent', onEvent)
  return {
    url: toBaseUrl(url.value, url.source, options.allowInsecure === true),
    apiToken: token ? parseApiToken(token.value, token.source) : (options.apiToken as ApiTokenProvider),
    timeoutMs,
    expirationMarginMs: toNumber(
      'expirationMarginMs',
      options.expirationMarginMs,
      TOKEN_EXPIRATION_MARGIN_MS,
    ),
    renewAheadMs: toNumber('renewAheadMs', options.renewAheadMs, 300_000),
    renewalWaitMs: toNumber('renewalWaitMs', options.renewalWaitMs, 2_000),
    maxRetries: toNumber('maxRetries', options.maxRetries, 2),
    clock,
    random,
    fetch,
    onEvent,
  }
}

/** The option, else the variable. Blank counts as absent. */
function pick(
  option: string,
  given: unknown,
  variable: string,
  env: AuthClientOptions['env'],
  what: string,
): { value: string; source: string } {
  if (given !== undefined && given !== null && typeof given !== 'string') refuse(option, given, 'a string')
  const optionValue = (given ?? '').trim()
  if (optionValue) return { value: optionValue, source: option }
  const variableValue = (readEnv(variable, env) ?? '').trim()
  if (variableValue) return { value: variableValue, source: variable }
  throw new ConfigurationError(`No ${what}: pass { ${option} } or set ${variable}.`)
}

function toNumber(option: string, given: number | undefined, fallback: number): number {
  if (given === undefined) return fallback
  if (!inRange(given, Number.MAX_VALUE)) refuse(option, given, 'a finite number that is not negative')
  return given
}

function inRange(value: unknown, most: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= most
}

function checkFunction(option: string, given: unknown): void {
  if (typeof given !== 'function') refuse(option, given, 'a function')
}

/** Numbers are shown; of anything else only its type, for it may be a secret in the wrong place. */
function refuse(option: string, seen: unknown, wanted: string): never {
  const shown = typeof seen === 'number' ? `${seen}` : `a value of type ${typeof seen}`
  throw new ConfigurationError(`${option} must be ${wanted}; it is ${shown}.`)
}
