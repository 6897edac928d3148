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
   * The latest access tokens that were reported as rejected, at most eight, the newest at the end. None of them may
   * be returned. Tokens that are rejected while the exchange runs are added.
   */
  readonly rejectedAccessTokens: ReadonlySet<string>
  /**
   * When the cached access token expires, in milliseconds since the Unix epoch by the API's clock. A shared token
   * must expire later. When the cached token was rejected, this is one millisecond less, so that a shared token with
   * the same expiry is accepted, but not an older one. Undefined when none is cached.
   */
  readonly cachedExpiresAtMs: number | undefined
  /**
   * Whether only a token that the API issues from now on is acceptable, because of `forceRenewal` or of
   * `invalidate()` without an argument.
   */
  readonly isForced: boolean
  /**
   * The option `expirationMarginMs`: a shared token must have more life left than this, or than half of its whole
   * life if that is less.
   */
  readonly expirationMarginMs: number
  readonly clock: Clock
  /** A number from 0 to below 1. */
  readonly random: () => number
  /** Aborted when no caller waits for the exchange anymore. */
  readonly signal: AbortSignal
  /** Reports a failure of the store as the event `storeFailed`. */
  readonly onStoreFailure: (failure: StoreFailure) => void
}

/**
 * Wraps each exchange of the API token, so that several processes can use one access token.
 *
 * It calls `exchange` at most once, or returns a response that another process obtained. It rejects only with what
 * `exchange` rejects with, or when `context.signal` is aborted. `shareTokens` of `@qci-client/auth/share` creates
 * one.
 */
export type TokenSharing = (
  context: SharingContext,
  exchange: () => Promise<SharedResponse>,
) => Promise<SharedResponse>
