import { type Instant, toEpochMs } from '../util/instant.ts'
import { checkNumber } from '../util/check-number.ts'
import type { Fault, FaultHandle } from './fault.ts'

/** Faults that are wanted often, in a word. */
export interface FaultPresets {
  /** The next `n` requests get 429 with `Retry-After`: seconds (a number), or a date (a Date or RFC 3339 text). */
  rateLimited(n: number | 'forever', retryAfter: number | Date | string): FaultHandle
  /** The next `n` requests get 503. */
  outage(n: number | 'forever'): FaultHandle
  /** Each request gets 503 with the probability `p`, by chance that follows from `seed`. */
  flaky(seed: number, p: number): FaultHandle
  /** The `Date` header of each answer is `ms` milliseconds ahead of the mock's clock (behind, when negative). */
  skewed(ms: number): FaultHandle
}

/** The presets, added by `add`. */
export function createFaultPresets(add: (fault: Fault) => FaultHandle): FaultPresets {
  return {
    rateLimited: (n, retryAfter) =>
      add({ kind: 'status', status: 429, times: n, headers: { 'retry-after': toRetryAfter(retryAfter) } }),
    outage: (n) => add({ kind: 'status', status: 503, times: n }),
    flaky: (seed, p) => add({ kind: 'status', status: 503, times: 'forever', probability: p, seed }),
    skewed: (ms) => add({ kind: 'date', skewMs: ms, times: 'forever' }),
  }
}

/** Delay seconds, or an HTTP date (RFC 9110 section 10.2.3). */
function toRetryAfter(value: number | Instant): string {
  if (typeof value === 'number') return String(checkNumber(value, 'retryAfter', { min: 0, integer: true }))
  return new Date(toEpochMs(value, 'retryAfter')).toUTCString()
}
