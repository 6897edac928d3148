import {
  type ApiToken,
  type ApiTokenOptions,
  type InitialApiToken,
  rejectionReasonOf,
  toApiToken,
} from './api-token.ts'
import type { MockClock } from '../util/mock-clock.ts'
import { MAX_AT_MS } from '../util/instant.ts'
import { FifoMap } from '../util/fifo-map.ts'
import type { SecretIndex } from '../util/secret-index.ts'
import { createRandom, randomText } from '../util/random.ts'
import { createTokenMap, type TokenRecord } from './token-map.ts'

/** What is known of an API token, without the token. */
export interface ApiTokenFacts {
  ref: string
  userId: string
  organizationId: string
  /** The expiry in epoch milliseconds; absent when the token does not expire. */
  expiresAtMs?: number
  /** How many access tokens it can be exchanged for; absent when unlimited. */
  maxUses?: number
  /** The lifetime of its access tokens in milliseconds; absent when it is the mock's `lifetimeMs`. */
  lifetimeMs?: number
  /** How many access tokens it was exchanged for. */
  uses: number
  revoked: boolean
}

/**
 * The tokens of the mock.
 *
 * A token is named by its text or by its ref, the name under which the journal shows it: `api-1`, `access-7`. Methods
 * that take a token accept API tokens and access tokens. Changing an API token does not affect the access tokens that
 * it was exchanged for.
 */
export interface Tokens {
  /**
   * Adds an API token, or replaces one. Options that are not given get their defaults.
   *
   * @returns Its ref.
   * @throws TypeError naming the option that is wrong.
   */
  add(token: string, options?: ApiTokenOptions): string
  /** What is known of an API token, or `undefined` for an unknown one. */
  get(tokenOrRef: string): ApiTokenFacts | undefined
  /** Makes a token expire now. @throws Error when the token is unknown. */
  expire(tokenOrRef: string): void
  /** Revokes a token. @throws Error when the token is unknown. */
  revoke(tokenOrRef: string): void
  /** Removes a token: from now on it is unknown. @throws Error when the token is unknown. */
  remove(tokenOrRef: string): void
  /** Whether this mock issued the access token and it is valid on the mock's clock. */
  isLive(accessToken: string): boolean
  /** What is known of all API tokens. */
  list(): ApiTokenFacts[]
}

/** The result of exchanging an API token. */
type TokenExchange =
  | { accessToken: string; ref: string; expiresAtMs: number; owner: ApiToken }
  | { rejectionReason: string }

/** {@link Tokens} with the methods that only the engine uses. */
export interface TokenStore extends Tokens {
  /** The ref of an API token. An unknown token gets one too, so that the journal can distinguish tokens. */
  refOf(apiToken: string): string
  /** The ref of an access token, or `undefined` for an unknown one. */
  accessTokenRefOf(accessToken: string): string | undefined
  /** Exchanges an API token. `lifetimeMs` overrides the API token's own and the mock's. */
  exchange(apiToken: string, lifetimeMs?: number): TokenExchange
  /** Restores the initial API tokens. Access tokens are never issued twice, not even after that. */
  reset(): void
}

/** How many API tokens are kept. */
const MAX_API_TOKENS = 10_000
/** How many unknown API tokens get their own ref; each may be as long as a body. */
const MAX_UNKNOWN_TOKENS = 500
/** How many access tokens are kept: a mock that runs for weeks must not grow. */
const MAX_ACCESS_TOKENS = 100_000

/** Options of {@link createTokens}. */
interface TokensOptions {
  apiTokens: readonly InitialApiToken[]
  /** The lifetime of access tokens in milliseconds, unless the API token has its own. */
  lifetimeMs: number
  /** The seed that the access tokens are derived from. */
  seed: number
  clock: MockClock
  /** Receives every API token, so that it can be masked. */
  secrets: SecretIndex
}

/** Creates the token store with its initial API tokens. */
export function createTokens(config: TokensOptions): TokenStore {
  const { clock, secrets } = config
  const apiTokens = createTokenMap<ApiToken>(MAX_API_TOKENS)
  const accessTokens = createTokenMap<TokenRecord>(MAX_ACCESS_TOKENS)
  const random = createRandom(config.seed)
  const unknownRefs = new FifoMap<string, string>(MAX_UNKNOWN_TOKENS)
  let unknown = 0
  let added = 0
  let issued = 0

  function find(tokenOrRef: string): TokenRecord {
    const token =
      apiTokens.get(tokenOrRef) ??
      accessTokens.get(tokenOrRef) ??
      apiTokens.getByRef(tokenOrRef) ??
      accessTokens.getByRef(tokenOrRef)
    if (!token) throw new Error('Unknown token: pass an API token, an access token, or a ref such as api-1')
    return token
  }

  function add(token: string, options: ApiTokenOptions = {}): string {
    const known = apiTokens.get(token)
    const record = toApiToken(token, known?.ref ?? `api-${added + 1}`, options)
    if (known) secrets.remove(known.spellings)
    else added += 1
    secrets.add(record.spellings)
    const dropped = apiTokens.set(record)
    if (dropped) secrets.remove(dropped.spellings)
    return record.ref
  }

  function reset(): void {
    apiTokens.clear()
    secrets.clear()
    accessTokens.clear()
    unknownRefs.clear()
    unknown = 0
    added = 0
    for (const { token, ...options } of config.apiTokens) add(token, options)
  }

  reset()
  return {
    add,
    reset,
    expire: (tokenOrRef) => void (find(tokenOrRef).expiresAtMs = clock.now()),
    revoke: (tokenOrRef) => void (find(tokenOrRef).revoked = true),
    remove(tokenOrRef) {
      const record = find(tokenOrRef)
      const apiToken = apiTokens.get(record.token)
      if (apiToken !== record) return accessTokens.delete(record)
      apiTokens.delete(apiToken)
      secrets.remove(apiToken.spellings)
    },
    isLive(accessToken) {
      const record = accessTokens.get(accessToken)
      return record !== undefined && !record.revoked && clock.now() < record.expiresAtMs
    },
    list: () => Array.from(apiTokens.values(), toFacts),
    get(tokenOrRef) {
      const token = apiTokens.get(tokenOrRef) ?? apiTokens.getByRef(tokenOrRef)
      return token && toFacts(token)
    },
    accessTokenRefOf: (accessToken) => accessTokens.get(accessToken)?.ref,
    refOf(apiToken) {
      const known = apiTokens.get(apiToken)?.ref ?? unknownRefs.get(apiToken)
      if (known !== undefined) return known
      unknown += 1
      const ref = `unknown-${unknown}`
      unknownRefs.set(apiToken, ref)
      return ref
    },
    exchange(apiToken, lifetimeMs) {
      const owner = apiTokens.get(apiToken)
      const rejectionReason = rejectionReasonOf(owner, clock.now())
      if (!owner || rejectionReason !== undefined) {
        return { rejectionReason: rejectionReason ?? 'API token is unknown' }
      }

      owner.uses += 1
      issued += 1
      const effectiveMs = lifetimeMs ?? owner.lifetimeMs ?? config.lifetimeMs
      const expiresAtMs = wholeSeconds(clock.now() + effectiveMs)
      const accessToken = `mock.${issued}.${randomText(random, 24)}`
      accessTokens.set({ token: accessToken, ref: `access-${issued}`, expiresAtMs, revoked: false })
      return { accessToken, ref: `access-${issued}`, expiresAtMs, owner }
    },
  }
}

/** Rounds down to what `expires_at_rfc3339` can express: whole seconds, in the years that RFC 3339 can write. */
function wholeSeconds(atMs: number): number {
  return Math.floor(Math.min(Math.max(atMs, 0), MAX_AT_MS) / 1000) * 1000
}

function toFacts({
  ref,
  userId,
  organizationId,
  expiresAtMs,
  maxUses,
  lifetimeMs,
  uses,
  revoked,
}: ApiToken): ApiTokenFacts {
  return {
    ref,
    userId,
    organizationId,
    ...(expiresAtMs !== Infinity && { expiresAtMs }),
    ...(maxUses !== Infinity && { maxUses }),
    ...(lifetimeMs !== undefined && { lifetimeMs }),
    uses,
    revoked,
  }
}
