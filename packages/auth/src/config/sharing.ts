import type { StoreFailure } from '../events.ts'
import type { Clock } from '../runtime/clock.ts'

/** A token response as it is passed between the renewal and a {@link TokenSharing}. */
export interface SharedResponse {
  /** The API's JSON body, with its names on the wire: `access_token`, `expires_at_rfc3339`, … */
  readonly body: Readonly<Record<string, unknown>>
  /** When the access token expires, in milliseconds since the Unix epoch by the API's clock. */
  readonly expiresAtMs: number
  /** The access token's remaining life in milliseconds at the moment this object is returned, by the API's clock. */
  readonly leftMs: number
  /** The access token's whole life in milliseconds. */
  readonly lifeMs: number
}

/** What a {@link TokenSharing} is called with: facts about the exchange. */
export interface SharingContext {
  /** The API's base URL, with a slash at its end. */
  readonly url: string
  readonly apiToken: string
  /**
   * The latest access tokens that were reported as rejected, at most eight, the newest at the end. None of them may be
   * returned. Those that are rejected while the exchange runs are added.
   */
  readonly rejectedAccessTokens: ReadonlySet<string>
  /**
   * When the cached access token expires, in milliseconds since the Unix epoch by the API's clock. A shared token must
   * expire later. One millisecond less when the cached one was rejected: then one that expires at the same time will
   * do, but not an older one. Undefined when none is cached.
   */
  readonly cachedExpiresAtMs: number | undefined
  /** Whether only a token that the API issues from now on is acceptable: `forceRenewal`, or `invalidate()` for all tokens. */
  readonly isForced: boolean
  /** The option `expirationMarginMs`: a shared token needs more life than this, or than half of its whole life. */
  readonly expirationMarginMs: number
  readonly clock: Clock
  /** A number from 0 to below 1. */
  readonly random: () => number
  /** Aborted when no caller waits for the exchange any more. */
  readonly signal: AbortSignal
  /** Reports a failure of the store as the event `storeFailed`. */
  readonly onStoreFailure: (failure: StoreFailure) => void
}

/**
 * Wraps each exchange of the API token, so that several processes can use one access token.
 *
 * It calls `exchange` at most once, or returns a response that another process obtained. It rejects only with what
 * `exchange` rejects with, or when `context.signal` is aborted. `shareTokens` of `@qci-client/auth/share` makes one.
 */
export type TokenSharing = (
  context: SharingContext,
  exchange: () => Promise<SharedResponse>,
) => Promise<SharedResponse>
