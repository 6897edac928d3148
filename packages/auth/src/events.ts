import type { Clock } from './runtime/clock.ts'
import type { AnyQciAuthError } from './errors/is-qci-auth-error.ts'

/**
 * What every event has. None has a token.
 *
 * @inline
 */
interface AuthEventBase {
  /** When it happened, milliseconds since the Unix epoch by the client's clock. */
  atMs: number
}

/** What `onEvent` is told of. */
export type AuthEvent = AuthEventBase &
  (
    | {
        /** A new access token is held. */
        type: 'renewed'
        /** Its expiry as the API gave it, milliseconds since the Unix epoch. */
        expiresAtMs: number
      }
    | {
        /** An exchange failed for another reason than a refusal. */
        type: 'renewalFailed'
        error: AnyQciAuthError
        /** How long no renewal starts behind the held token; undefined when none is usable. */
        backoffMs: number | undefined
      }
    | {
        /** The API refused the API token. */
        type: 'apiTokenRejected'
        error: AnyQciAuthError
        /** How long no renewal starts behind the held token; undefined when none is usable. */
        backoffMs: number | undefined
      }
    | {
        /** A try failed and another follows. */
        type: 'retry'
        error: AnyQciAuthError
        /** Which further try it will be, from 1. */
        retry: number
        /** How long is waited before it. */
        delayMs: number
      }
    | {
        /** A caller below the margin got the held token, because its renewal was too slow, failed or is held back. */
        type: 'servedStale'
        /** What is left of its life. */
        leftMs: number
      }
    | {
        /** The held token was dropped because somebody said that it is refused. */
        type: 'invalidated'
      }
    | {
        /** A token looks expired by the local clock, and the API's answer has no date to check that with. */
        type: 'clockSkewSuspected'
        /** By how much, milliseconds: at least so far is one of the two clocks wrong. */
        expiredForMs: number
      }
  )

/** An {@link AuthEvent} before its time is put to it. */
export type AuthEventFacts = AuthEvent extends infer Event
  ? Event extends AuthEvent
    ? Omit<Event, 'atMs'>
    : never
  : never

/** Takes an event; whatever it throws or rejects with is ignored. */
export type OnEvent = (event: AuthEvent) => unknown

/** Tells the hook, if there is one, without letting it disturb anything. */
export function emit(
  { clock, onEvent }: { clock: Clock; onEvent: OnEvent | undefined },
  facts: AuthEventFacts,
): void {
  if (!onEvent) return
  try {
    // A hook may be async although its result is not waited for: then it may reject.
    Promise.resolve(onEvent({ ...facts, atMs: clock.now() })).catch(() => {})
  } catch {
    // The hook's own affair.
  }
}
