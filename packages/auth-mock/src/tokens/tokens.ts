import {
  type ApiToken,
  type ApiTokenOptions,
  type InitialApiToken,
  rejectionReasonOf,
  toApiToken,
} from './api-token.ts'
import type { MockClock } from '../util/mock-clock.ts'
import { MAX_AT_MS } from '../util/instant.ts'
import type { Secret } from '../util/secret.ts'
import { createRandom, randomText } from '../util/random.ts'
import { createTokenMap, type TokenRecord } from './token-map.ts'

/** What can be told of an API token without telling it. */
export interface ApiTokenFacts {
  ref: string
  userId: string
  organizationId: string
  /** When it stops being good, in epoch milliseconds; left out when never. */
  expiresAtMs?: number
  /** How many access tokens it gives; left out when any number. */
  maxUses?: number
  /** How long they are good; left out when it is the mock's `lifetimeMs`. */
  lifetimeMs?: number
  /** How many it has given. */
  uses: number
  revoked: boolean
}

/**
 * The tokens of the mock.
 *
 * A token is named by itself or by its ref, the ordinal under which the journal knows it: `api-1`,
 * `access-7`. Where a method takes one it takes API tokens and access tokens alike. What is done to an API
 * token does nothing to the access tokens that it has given.
 */
export interface Tokens {
  /**
   * Makes an API token known, or changes one that is: what is not said of it takes its default.
   *
   * @returns Its ref.
   * @throws TypeError naming the option that is wrong.
   */
  add(token: string, options?: ApiTokenOptions): string
  /** Lets a token expire now. @throws Error when there is no such token. */
  expire(tokenOrRef: string): void
  /** Revokes a token. @throws Error when there is no such token. */
  revoke(tokenOrRef: string): void
  /** Forgets a token: from now on it is unknown. @throws Error when there is no such token. */
  remove(tokenOrRef: string): void
  /** Whether the mock has given this access token and it is good on the mock's clock. */
  isLive(accessToken: string): boolean
  /** What is known of the API tokens, the tokens themselves left out. */
  list(): ApiTokenFacts[]
}

/** What a trade gave: an access token, or why there is none. */
type Exchange =
  | { accessToken: string; ref: string; expiresAtMs: number; owner: ApiToken }
  | { refusal: string }

/** {@link Tokens}, and what the engine alone does with them. */
export interface TokenStore extends Tokens {
  /** The ref of an API token; one that is not known gets one too, so that the journal can tell them apart. */
  refOf(apiToken: string): string
  /** Trades an API token. `lifetimeMs` goes before the API token's own and the mock's. */
  exchange(apiToken: string, lifetimeMs?: number): Exchange
  /** The API tokens themselves, for masking. */
  readonly secrets: () => Iterable<Secret>
  /** Back to the API tokens that the mock began with; access tokens never come twice all the same. */
  reset(): void
}

/** How many API tokens are kept. */
const MAX_API_TOKENS = 10_000
/** How many unknown ones are told apart; each may be as long as a body. */
const MAX_UNKNOWN_TOKENS = 500
/** How many access tokens are kept; a mock that runs for weeks must not grow. */
const MAX_ACCESS_TOKENS = 100_000

/** Options of {@link createTokens}. */
interface TokensOptions {
  apiTokens: readonly InitialApiToken[]
  /** The lifetime of access tokens in milliseconds, unless the API token has its own. */
  lifetimeMs: number
  /** The seed that the access tokens are derived from. */
  seed: number
  clock: MockClock
}

/** The API tokens that the configuration names, none of them used yet. */
export function createTokens(config: TokensOptions): TokenStore {
  const { clock } = config
  const apiTokens = createTokenMap<ApiToken>(MAX_API_TOKENS)
  const accessTokens = createTokenMap<TokenRecord>(MAX_ACCESS_TOKENS)
  const random = createRandom(config.seed)
  const unknownRefs = new Map<string, string>()
  let unknown = 0
  let added = 0
  let issued = 0

  function find(tokenOrRef: string): TokenRecord {
    const token =
      apiTokens.get(tokenOrRef) ??
      accessTokens.get(tokenOrRef) ??
      apiTokens.getByRef(tokenOrRef) ??
      accessTokens.getByRef(tokenOrRef)
    if (!token)
      throw new Error('There is no such token: give an API token, an access token or a ref like api-1')
    return token
  }

  function add(token: string, options: ApiTokenOptions = {}): string {
    const known = apiTokens.get(token)
    const record = toApiToken(token, known?.ref ?? `api-${added + 1}`, options)
    if (!known) added += 1
    apiTokens.set(record)
    return record.ref
  }

  function reset(): void {
    apiTokens.clear()
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
      if (apiTokens.get(record.token) === record) apiTokens.delete(record as ApiToken)
      else accessTokens.delete(record)
    },
    isLive(accessToken) {
      const record = accessTokens.get(accessToken)
      return record !== undefined && !record.revoked && clock.now() < record.expiresAtMs
    },
    list: () => Array.from(apiTokens.values(), toFacts),
    secrets: () => apiTokens.values(),
    refOf(apiToken) {
      const known = apiTokens.get(apiToken)?.ref ?? unknownRefs.get(apiToken)
      if (known !== undefined) return known
      unknown += 1
      const ref = `unknown-${unknown}`
      unknownRefs.set(apiToken, ref)
      if (unknownRefs.size > MAX_UNKNOWN_TOKENS) unknownRefs.delete(unknownRefs.keys().next().value!)
      return ref
    },
    exchange(apiToken, lifetimeMs) {
      const owner = apiTokens.get(apiToken)
      const refusal = rejectionReasonOf(owner, clock.now())
      if (!owner || refusal !== undefined) return { refusal: refusal ?? 'API token is unknown' }

      owner.uses += 1
      issued += 1
      const life = lifetimeMs ?? owner.lifetimeMs ?? config.lifetimeMs
      const expiresAtMs = wholeSeconds(clock.now() + life)
      const accessToken = `mock.${issued}.${randomText(random, 24)}`
      accessTokens.set({ token: accessToken, ref: `access-${issued}`, expiresAtMs, revoked: false })
      return { accessToken, ref: `access-${issued}`, expiresAtMs, owner }
    },
  }
}

/** What `expires_at_rfc3339` can say: whole seconds, in the years that it can write. */
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
