import { holdBackMs, holdBackWithoutGainMs } from './retry-policy.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'

/** Keeps renewals behind a usable token from following each other too soon. On the monotonic clock. */
export interface HoldBack {
  /** Whether no renewal is to start behind a usable token at this moment. */
  isActive(monotonicMs: number): boolean
  /** After a failed renewal: longer with each failure in a row. Returns for how long, in milliseconds. */
  failed(error: AnyQciAuthError, monotonicMs: number): number
  /** After an exchange that brought nothing better than the held token, which has `leftMs` left. */
  gainedNothing(leftMs: number, monotonicMs: number): void
  /** After the start of a renewal whose end the other calls may never see, as in workerd. */
  unseen(monotonicMs: number): void
  /** After a success. */
  end(): void
}

/** How long a renewal that nobody sees is taken to be under way. */
const UNSEEN_RENEWAL_MS = 30_000

export function createHoldBack(random: () => number): HoldBack {
  let untilMs = 0
  let failures = 0
  return {
    isActive: (monotonicMs) => monotonicMs < untilMs,
    failed(error, monotonicMs) {
      const delayMs = holdBackMs(error, failures, random)
      failures += 1
      untilMs = monotonicMs + delayMs
      return delayMs
    },
    gainedNothing(leftMs, monotonicMs) {
      failures = 0
      untilMs = monotonicMs + holdBackWithoutGainMs(leftMs)
    },
    unseen(monotonicMs) {
      untilMs = monotonicMs + UNSEEN_RENEWAL_MS
    },
    end() {
      failures = untilMs = 0
    },
  }
}
