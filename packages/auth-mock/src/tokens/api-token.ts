import { type Instant, toEpochMs } from '../util/instant.ts'
import { checkLifetime } from '../util/check-lifetime.ts'
import { checkNumber } from '../util/check-number.ts'
import type { TokenRecord } from './token-map.ts'

/** Options of an API token. */
export interface ApiTokenOptions {
  /** @defaultValue `'mock-user'` */
  userId?: string | undefined
  /** @defaultValue `'mock-organization'` */
  organizationId?: string | undefined
  /** The expiry on the mock's clock. Default: it does not expire. */
  expiresAt?: Instant | undefined
  /** How many access tokens it can be exchanged for. Default: unlimited. */
  maxUses?: number | undefined
  /** The lifetime of its access tokens in milliseconds. Default: the mock's `lifetimeMs`. */
  lifetimeMs?: number | undefined
}

/** An API token that the mock knows from the start. */
export interface InitialApiToken extends ApiTokenOptions {
  token: string
}

/** An API token as the mock stores it. */
export interface ApiToken extends TokenRecord {
  /** The token as plain text, as in a URL, and as in JSON. */
  readonly spellings: readonly string[]
  readonly userId: string
  readonly organizationId: string
  readonly maxUses: number
  readonly lifetimeMs: number | undefined
  uses: number
}

/**
 * Creates the record of an API token.
 *
 * @throws TypeError naming the option that is wrong; it never shows the token.
 */
export function toApiToken(token: string, ref: string, options: ApiTokenOptions): ApiToken {
  if (typeof token !== 'string' || !/^[!-~]+$/.test(token)) {
    throw new TypeError('An API token must be a non-empty string of visible ASCII characters')
  }
  const {
    userId = 'mock-user',
    organizationId = 'mock-organization',
    expiresAt,
    maxUses,
    lifetimeMs,
  } = options
  for (const [name, value] of Object.entries({ userId, organizationId })) {
    if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  }
  return {
    token,
    spellings: [...new Set([token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1)])],
    ref,
    userId,
    organizationId,
    expiresAtMs: expiresAt === undefined ? Infinity : toEpochMs(expiresAt, 'expiresAt'),
    maxUses: maxUses === undefined ? Infinity : checkNumber(maxUses, 'maxUses', { min: 0, integer: true }),
    lifetimeMs: lifetimeMs === undefined ? undefined : checkLifetime(lifetimeMs, 'lifetimeMs'),
    uses: 0,
    revoked: false,
  }
}

/** Why an API token is rejected at this time, or `undefined` when it is accepted. */
export function rejectionReasonOf(token: ApiToken | undefined, nowMs: number): string | undefined {
  if (!token) return 'API token is unknown'
  if (token.revoked) return 'API token has been revoked'
  if (token.expiresAtMs <= nowMs) return 'API token has expired'
  if (token.uses >= token.maxUses) return 'API token has been used up'
  return undefined
}
