import type { InitialApiToken } from '../tokens/api-token.ts'
import { checkLifetime } from '../util/check-lifetime.ts'
import { checkNumber } from '../util/check-number.ts'
import { randomSeed } from '../util/random.ts'
import { isCorsOrigin } from '../wire/cors.ts'
import type { AuthMockOptions } from './options.ts'

/** The API token that is valid by default. It is public: it is accepted by mocks only. */
export const DEFAULT_API_TOKEN = 'mock-api-token'

/** The default lifetime of access tokens in milliseconds: one hour. */
export const DEFAULT_LIFETIME_MS = 3_600_000

/** {@link AuthMockOptions} with all defaults applied. */
export interface MockConfig {
  readonly apiTokens: readonly InitialApiToken[]
  readonly lifetimeMs: number
  readonly now: () => number
  readonly seed: number
  readonly mode: 'reject' | 'report'
  readonly cors: string | undefined
  readonly scenario: AuthMockOptions['scenario']
  readonly handlers: AuthMockOptions['handlers']
  readonly onExchange: AuthMockOptions['onExchange']
}

/**
 * Checks the options and applies the defaults.
 *
 * @throws TypeError naming the option that is wrong.
 */
export function resolveConfig(options: AuthMockOptions): MockConfig {
  const { apiToken, apiTokens = [], lifetimeMs = DEFAULT_LIFETIME_MS, now = () => Date.now() } = options
  const { seed = randomSeed(), mode = 'reject', cors, scenario, handlers, onExchange } = options
  if (mode !== 'reject' && mode !== 'report') throw new TypeError("mode must be 'reject' or 'report'")
  if (cors !== undefined && !isCorsOrigin(cors)) {
    throw new TypeError("cors must be an origin such as 'http://localhost:5173', or '*'")
  }
  for (const [name, value] of Object.entries({ now, handlers, onExchange })) {
    if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} must be a function`)
  }
  const first = apiToken ?? (apiTokens.length === 0 ? DEFAULT_API_TOKEN : undefined)
  return {
    apiTokens: first === undefined ? apiTokens : [{ token: first }, ...apiTokens],
    lifetimeMs: checkLifetime(lifetimeMs, 'lifetimeMs'),
    now,
    seed: checkNumber(seed, 'seed', { integer: true }),
    mode,
    cors,
    scenario,
    handlers,
    onExchange,
  }
}
