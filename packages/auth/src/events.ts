import type { Clock } from './runtime/clock.ts'
import type { AnyQciAuthError } from './errors/is-qci-auth-error.ts'

/** How a call of a store failed. */
export interface StoreFailure {
  /** The method of the store. */
  readonly operation: 'get' | 'set' | 'claim' | 'leftMs'
  /** How long the call took until it failed or timed out, in milliseconds. */
  readonly durationMs: number
  /** The error's message, or that the call took too long. At most 200 characters. */
  readonly reason: string
  /**
   * The error's `code`, such as `ECONNREFUSED`. `ERR_QCI_AUTH_UNSAFE_FOLDER` when `folderStore` rejects its folder.
   * Undefined when the error has none, and when the call took too long.
   */
  readonly code?: string | undefined
}

/**
 * The properties of every event. No event contains a token.
 *
 * @inline
 */
interface AuthEventBase {
  /** When it happened, milliseconds since the Unix epoch by the client's clock. */
  atMs: number
}

/** What `onEvent` is called with. Instants and durations are in milliseconds. */
export type AuthEvent = AuthEventBase &
  (
    | {
        /** An exchange succeeded: a new access token is cached. */
        type: 'renewed'
        /** Its expiry as the API sent it, milliseconds since the Unix epoch. */
        expiresAtMs: number
        /** How long the exchange took, retries included. */
        durationMs: number
      }
    | {
        /** An exchange failed for another reason than a rejected API token. */
        type: 'renewalFailed'
        error: AnyQciAuthError
        /** For how long no background renewal starts; undefined when no cached token is usable. */
        backoffMs: number | undefined
        /** How long the exchange took, retries included. */
        durationMs: number
      }
    | {
        /** The API rejected the API token. */
        type: 'apiTokenRejected'
        error: AnyQciAuthError
        /** For how long no background renewal starts; undefined when no cached token is usable. */
        backoffMs: number | undefined
      }
    | {
        /** An attempt failed and another follows. */
        type: 'retry'
        error: AnyQciAuthError
        /** The number of the retry, from 1. */
        retry: number
        /** How long the client waits before the retry. */
        delayMs: number
      }
    | {
        /**
         * Calls got the cached token although it is below its margin: its renewal is slow, has failed or is in
         * backoff. Emitted at the first such call of each renewal and of each backoff, not at every call.
         */
        type: 'servedStale'
        /** The token's remaining life. */
        leftMs: number
        /** How many calls got such a token since the latest successful renewal, this one included. */
        count: number
      }
    | {
        /** The cached token was dropped by `invalidate`. */
        type: 'invalidated'
      }
    | {
        /**
         * A new token has already expired by the local clock, and the response has no `Date` header to compare it
         * with: the local clock or the API's is wrong. Waiting calls get the token, but it is not cached.
         */
        type: 'clockSkewSuspected'
        /** How long ago the token expired, by the local clock: the clocks differ by at least this. */
        expiredForMs: number
      }
    | ({
        /** A call of the shared store (option `sharing`) failed. The exchange continues without the store. */
        type: 'storeFailed'
      } & StoreFailure)
  )

/** An {@link AuthEvent} without its time. */
export type AuthEventFacts = AuthEvent extends infer Event
  ? Event extends AuthEvent
    ? Omit<Event, 'atMs'>
    : never
  : never

/** Receives an event. Its errors and rejections are ignored. */
export type OnEvent = (event: AuthEvent) => unknown

/** Calls the hook, if there is one. Its errors are ignored. */
export function emit(
  { clock, onEvent }: { clock: Clock; onEvent: OnEvent | undefined },
  facts: AuthEventFacts,
): void {
  if (!onEvent) return
  try {
    // An async hook may reject; its result is not awaited.
    Promise.resolve(onEvent({ ...facts, atMs: clock.now() })).catch(() => {})
  } catch {
    // Errors of the hook are ignored.
  }
}
