import { ApiError } from '../errors/errors.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'
import { comeBackAfterMs, isRejection } from './retry-policy.ts'

/**
 * Remembers failures of exchanges without a usable token, so that a burst of calls does not cause a burst of
 * requests: a rejected API token for 5 s, and "come back later" (429, or 503 and 403 with Retry-After) for the time
 * that the API named, at most 60 s. Measured on the monotonic clock.
 */
export interface FailureMemory {
  remember(error: AnyQciAuthError, apiToken: string | undefined, monotonicMs: number): void
  /** Throws the remembered rejection of this API token. Another API token passes. */
  assertNotRejected(apiToken: string, monotonicMs: number): void
  /** Throws the remembered "come back later"; its `retryAfterMs` is the remaining time. */
  assertNotTooEarly(monotonicMs: number): void
  /** Whether this error was thrown from memory: no request was sent. */
  isRemembered(error: unknown): boolean
  /** Forgets everything, after a success. */
  clear(): void
}

const REJECTION_MEMORY_MS = 5_000
const MAX_COME_BACK_MEMORY_MS = 60_000

export function createFailureMemory(): FailureMemory {
  let rejection: { error: unknown; apiToken: string; untilMs: number } | undefined
  let comeBack: { error: AnyQciAuthError; atMs: number; forMs: number } | undefined
  let latest: unknown
  return {
    remember(error, apiToken, monotonicMs) {
      if (apiToken && isRejection(error)) {
        rejection = { error, apiToken, untilMs: monotonicMs + REJECTION_MEMORY_MS }
      }
      const forMs = comeBackAfterMs(error)
      if (forMs) comeBack = { error, atMs: monotonicMs, forMs }
    },
    assertNotRejected(apiToken, monotonicMs) {
      if (apiToken === rejection?.apiToken && monotonicMs < rejection.untilMs)
        throw (latest = rejection.error)
    },
    assertNotTooEarly(monotonicMs) {
      if (!comeBack) return
      const agoMs = monotonicMs - comeBack.atMs
      const { error, forMs } = comeBack
      if (agoMs < Math.min(forMs, MAX_COME_BACK_MEMORY_MS)) {
        throw (latest = new ApiError(Object.assign({}, error as ApiError, { retryAfterMs: forMs - agoMs })))
      }
    },
    isRemembered: (error) => error === latest,
    clear() {
      rejection = comeBack = undefined
    },
  }
}
