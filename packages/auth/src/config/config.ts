import { parseApiToken } from './api-token.ts'
import { parseBaseUrl } from './base-url.ts'
import { toCheckedClock, toCheckedRandom } from './checked-clock.ts'
import { parseOptions } from './parse-options.ts'
import { hasVariable, readVariable } from './env.ts'
import type { Variable } from './env.ts'
import { systemClock } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import { ConfigurationError } from '../errors/errors.ts'
import type { OnEvent } from '../events.ts'
import type { TokenSharing } from './sharing.ts'
import { toTimeoutNano } from './timeout-nano.ts'
import type { ApiTokenProvider, AuthClientOptions, WaitUntil } from './options.ts'

/**
 * The default of the option `expirationMarginMs`, in milliseconds: a token is renewed at the latest ten minutes
 * before it expires. The Python client has the same margin.
 */
export const TOKEN_EXPIRATION_MARGIN_MS = 600_000

/** {@link AuthClientOptions}, completed from the environment and checked. */
export interface Config {
  /** With a slash at its end. */
  readonly url: string
  readonly apiToken: string | ApiTokenProvider
  readonly timeoutMs: number | undefined
  /** The same in nanoseconds, as it is sent. Undefined without a finite limit. */
  readonly timeoutNano: string | undefined
  readonly expirationMarginMs: number
  readonly renewAheadMs: number
  readonly renewalWaitMs: number
  readonly maxRetries: number
  readonly allowInsecure: boolean
  /** Whether `QCI_SSL_VERIFY` is set, to any value. TLS errors mention it; certificates are always verified. */
  readonly hasSslVerify: boolean
  readonly allowedOrigins: readonly string[]
  readonly clock: Clock
  readonly random: () => number
  readonly fetch: typeof globalThis.fetch | undefined
  readonly onEvent: OnEvent | undefined
  readonly sharing: TokenSharing | undefined
  readonly waitUntil: WaitUntil | undefined
}

/**
 * Resolves the options: option, then environment, then error. The address comes first, as in the Python client.
 *
 * @throws {@link ConfigurationError} that names the option and the variable.
 */
export function resolveConfig(given: AuthClientOptions): Config {
  const { env, ...options } = parseOptions(given)
  const { apiToken: tokenOption, timeoutMs } = options
  const allowInsecure = options.allowInsecure ?? isInsecureAllowed(readVariable('QCI_ALLOW_INSECURE', env))
  const [url, urlSource] = pick('url', options.url, 'QCI_API_URL', env)
  const [apiToken, tokenSource] =
    typeof tokenOption === 'function'
      ? [tokenOption, 'apiToken']
      : pick('apiToken', tokenOption, 'QCI_TOKEN', env)
  return {
    ...(options as Required<typeof options>),
    url: parseBaseUrl(url, urlSource, allowInsecure),
    apiToken: typeof apiToken === 'string' ? parseApiToken(apiToken, tokenSource) : apiToken,
    timeoutMs,
    timeoutNano: toTimeoutNano(timeoutMs),
    expirationMarginMs: options.expirationMarginMs ?? TOKEN_EXPIRATION_MARGIN_MS,
    renewAheadMs: options.renewAheadMs ?? 300_000,
    renewalWaitMs: options.renewalWaitMs ?? 2_000,
    maxRetries: options.maxRetries ?? 2,
    allowInsecure,
    hasSslVerify: hasVariable('QCI_SSL_VERIFY', env),
    allowedOrigins: options.allowedOrigins ?? [],
    clock: options.clock ? toCheckedClock(options.clock) : systemClock,
    random: options.random ? toCheckedRandom(options.random) : Math.random,
    onEvent: options.onEvent ?? (readVariable('QCI_AUTH_DEBUG', env) === '1' ? printEvent : undefined),
  }
}

/** Prints an event as one line of JSON: to standard error, or to the console of a browser. */
const printEvent: OnEvent = (event) => console.error('qci-auth', JSON.stringify(event))

/** Returns the option, or else the variable, and the name of the one that was used. Blank counts as absent. */
function pick(
  option: 'url' | 'apiToken',
  value: string | undefined,
  variable: Variable,
  env: AuthClientOptions['env'],
): [value: string, source: string] {
  const text = value?.trim()
  if (text) return [text, option]
  const fallback = readVariable(variable, env)
  if (fallback) return [fallback, variable]
  const what = option === 'url' ? 'API address' : 'API token'
  throw new ConfigurationError(`No ${what}: pass { ${option} } or set ${variable}.`, { option })
}

/**
 * @param text - The value of `QCI_ALLOW_INSECURE`.
 * @throws {@link ConfigurationError} for any other value, so that a misspelled one is not ignored.
 */
function isInsecureAllowed(text: string = 'false'): boolean {
  const [, isAllowed, isForbidden] = /^(?:(true|1)|(false|0))$/i.exec(text) ?? []
  if (isAllowed ?? isForbidden) return !!isAllowed
  throw new ConfigurationError('QCI_ALLOW_INSECURE must be true, 1, false or 0.', {
    option: 'allowInsecure',
    source: 'QCI_ALLOW_INSECURE',
  })
}
