import { backoffMs, backoffWithoutGainMs } from './retry-policy.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'

/** Limits how often background renewals of a usable token start. Measured on the monotonic clock. */
export interface RenewalBackoff {
  /** Whether no background renewal may start now. */
  isActive(monotonicMs: number): boolean
  /** Records a failed renewal. Returns the backoff in milliseconds, which grows with each consecutive failure. */
  recordFailure(error: AnyQciAuthError, monotonicMs: number): number
  /** Records a renewal whose token expires no later than the cached one, which has `leftMs` left. */
  recordNoGain(leftMs: number, monotonicMs: number): void
  /** Records the start of a renewal whose end other calls may not observe, as in workerd. */
  recordUnobserved(monotonicMs: number): void
  /** Ends the backoff after a success. */
  reset(): void
}

/** How long a renewal whose end is not observed is assumed to run. */
const UNOBSERVED_RENEWAL_MS = 30_000

export function createRenewalBackoff(random: () => number): RenewalBackoff {
  let untilMonotonicMs = 0
  let failures = 0
  return {
    isActive: (monotonicMs) => monotonicMs < untilMonotonicMs,
    recordFailure(error, monotonicMs) {
      const delayMs = backoffMs(error, failures, random)
      failures += 1
      untilMonotonicMs = monotonicMs + delayMs
      return delayMs
    },
    recordNoGain(leftMs, monotonicMs) {
      failures = 0
      untilMonotonicMs = monotonicMs + backoffWithoutGainMs(leftMs)
    },
    recordUnobserved(monotonicMs) {
      untilMonotonicMs = monotonicMs + UNOBSERVED_RENEWAL_MS
    },
    reset() {
      failures = untilMonotonicMs = 0
    },
  }
}
