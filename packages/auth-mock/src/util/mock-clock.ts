import { type Instant, toEpochMs } from './instant.ts'
import { checkNumber } from './check-number.ts'

/**
 * The API's own clock. Whether tokens are valid, `expires_at_rfc3339` and the `Date` header depend on it. It follows
 * its time source until it is set.
 *
 * Delays of faults do not depend on it: they are real time.
 */
export interface MockClock {
  /** The time on this clock, in milliseconds since the Unix epoch. */
  now(): number
  /** Stops the clock, at `at` or at its current time. */
  freeze(at?: Instant): void
  /** Moves the clock by this many milliseconds (back, if negative), frozen or not. */
  advance(ms: number): void
  /** Sets the clock this many milliseconds ahead of its time source (behind, if negative), also a frozen clock. */
  offset(ms: number): void
  /** Resumes a frozen clock at its current time. */
  resume(): void
  /** Returns to the time source. */
  reset(): void
  /** Whether the clock is stopped. */
  readonly frozen: boolean
  /** How far the clock is ahead of its time source, in milliseconds. */
  readonly offsetMs: number
}

/**
 * Creates a clock.
 *
 * @param now - The time source: milliseconds since the Unix epoch.
 */
export function createMockClock(now: () => number): MockClock {
  let offsetMs = 0
  let frozenAtMs: number | undefined

  const read = (): number => frozenAtMs ?? now() + offsetMs

  return {
    now: read,
    freeze(at) {
      frozenAtMs = at === undefined ? read() : toEpochMs(at, 'freeze(at)')
    },
    advance(ms) {
      const movedAtMs = toEpochMs(read() + checkNumber(ms, 'advance(ms)'), 'The time after advance(ms)')
      if (frozenAtMs === undefined) offsetMs += ms
      else frozenAtMs = movedAtMs
    },
    offset(ms) {
      toEpochMs(now() + checkNumber(ms, 'offset(ms)'), 'The time after offset(ms)')
      offsetMs = ms
      frozenAtMs = undefined
    },
    resume() {
      if (frozenAtMs === undefined) return
      offsetMs = frozenAtMs - now()
      frozenAtMs = undefined
    },
    reset() {
      offsetMs = 0
      frozenAtMs = undefined
    },
    get frozen() {
      return frozenAtMs !== undefined
    },
    get offsetMs() {
      return frozenAtMs === undefined ? offsetMs : frozenAtMs - now()
    },
  }
}
