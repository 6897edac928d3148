import { checkNumber } from '../util/check-number.ts'
import { type Instant, toEpochMs } from '../util/instant.ts'
import type { Fault, FaultConditions, FaultHandle } from './fault.ts'

/** Which requests a preset applies to. */
export type PresetConditions = Pick<FaultConditions, 'operation' | 'path' | 'method' | 'tokenRef' | 'header'>

/** Shortcuts for frequent faults. `only` limits them, as in {@link FaultConditions}. */
export interface FaultPresets {
  /** The next `n` requests get 429 with `Retry-After`: seconds (a number), or a date (a Date or RFC 3339 text). */
  rateLimited(n: number | 'forever', retryAfter: number | Date | string, only?: PresetConditions): FaultHandle
  /** The next `n` requests get 503. */
  outage(n: number | 'forever', only?: PresetConditions): FaultHandle
  /** Each request gets 503 with the probability `p`, in a sequence that depends on `seed`. */
  flaky(seed: number, p: number, only?: PresetConditions): FaultHandle
  /** The `Date` header of each response is `ms` milliseconds ahead of the mock's clock (behind, if negative). */
  skewed(ms: number, only?: PresetConditions): FaultHandle
}

/**
 * Creates the presets.
 *
 * @param add - Adds a fault to the queue.
 */
export function createFaultPresets(add: (fault: Fault) => FaultHandle): FaultPresets {
  return {
    rateLimited(n, retryAfter, only) {
      const headers = { 'retry-after': toRetryAfter(retryAfter) }
      return add({ ...only, kind: 'status', status: 429, times: n, headers })
    },
    outage: (n, only) => add({ ...only, kind: 'status', status: 503, times: n }),
    flaky: (seed, p, only) =>
      add({ ...only, kind: 'status', status: 503, times: 'forever', probability: p, seed }),
    skewed: (ms, only) => add({ ...only, kind: 'date', skewMs: ms, times: 'forever' }),
  }
}

/** Delay seconds, or an HTTP date (RFC 9110 section 10.2.3). */
function toRetryAfter(value: number | Instant): string {
  if (typeof value === 'number') return String(checkNumber(value, 'retryAfter', { min: 0, integer: true }))
  return new Date(toEpochMs(value, 'retryAfter')).toUTCString()
}
