import { type Instant, toEpochMs } from '../util/instant.ts'
import { checkLifetime } from '../util/check-lifetime.ts'
import { checkNumber } from '../util/check-number.ts'
import type { TokenRecord } from './token-map.ts'

/** Whose an API token is, and what it is good for. */
export interface ApiTokenOptions {
  /** @defaultValue `'mock-user'` */
  userId?: string | undefined
  /** @defaultValue `'mock-organization'` */
  organizationId?: string | undefined
  /** When it stops being good, on the mock's clock. Default: never. */
  expiresAt?: Instant | undefined
  /** How many access tokens it gives before it is used up. Default: any number. */
  maxUses?: number | undefined
  /** How long the access tokens that it gives are good, in milliseconds. Default: the mock's `lifetimeMs`. */
  lifetimeMs?: number | undefined
}

/** An API token that the mock knows from the start. */
export interface InitialApiToken extends ApiTokenOptions {
  token: string
}

/** An API token as the mock keeps it. */
export interface ApiToken extends TokenRecord {
  /** The token as it stands in plain text, in a URL and in JSON. */
  readonly spellings: readonly string[]
  readonly userId: string
  readonly organizationId: string
  readonly maxUses: number
  readonly lifetimeMs: number | undefined
  uses: number
}

/**
 * Turns what a caller says of an API token into what is kept of it.
 *
 * @throws TypeError naming what is wrong, and never showing the token.
 */
export function toApiToken(token: string, ref: string, options: ApiTokenOptions): ApiToken {
  if (typeof token !== 'string' || !/^[!-~]+$/.test(token)) {
    throw new TypeError('An API token must be a text of visible ASCII characters, at least one')
  }
  const {
    userId = 'mock-user',
    organizationId = 'mock-organization',
    expiresAt,
    maxUses,
    lifetimeMs,
  } = options
  for (const [name, value] of Object.entries({ userId, organizationId })) {
    if (typeof value !== 'string') throw new TypeError(`${name} must be a text`)
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

/** Why an API token gets no access token at the moment, or `undefined` when it does. */
export function rejectionReasonOf(token: ApiToken | undefined, nowMs: number): string | undefined {
  if (!token) return 'API token is unknown'
  if (token.revoked) return 'API token has been revoked'
  if (token.expiresAtMs <= nowMs) return 'API token has expired'
  if (token.uses >= token.maxUses) return 'API token has been used up'
  return undefined
}
