import { type Instant, toEpochMs } from './instant.ts'
import { checkNumber } from './check-number.ts'

/**
 * The API's own clock: what decides whether a token is good, and what `expires_at_rfc3339` and the `Date`
 * header are made from. It runs with the time that it is given until it is moved.
 *
 * Delays of faults do not go by it: those are real.
 */
export interface MockClock {
  /** The time on this clock, in milliseconds since the Unix epoch. */
  now(): number
  /** Stops the clock, at `at` or where it stands. */
  freeze(at?: Instant): void
  /** Moves the clock on by so many milliseconds (back, when negative), frozen or not. */
  advance(ms: number): void
  /** Makes the clock run so many milliseconds ahead of the time that it is given (behind, when negative); a frozen one too. */
  offset(ms: number): void
  /** Lets a frozen clock run again, from where it stands. */
  resume(): void
  /** Back to the time that it is given. */
  reset(): void
  /** Whether it stands. */
  readonly frozen: boolean
  /** How far ahead it is of the time that it is given, in milliseconds. */
  readonly offsetMs: number
}

/**
 * A clock that shows `now` until it is moved.
 *
 * @param now - Milliseconds since the Unix epoch.
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
      const movedAtMs = toEpochMs(read() + checkNumber(ms, 'advance(ms)'), 'advance(ms) leads to what')
      if (frozenAtMs === undefined) offsetMs += ms
      else frozenAtMs = movedAtMs
    },
    offset(ms) {
      toEpochMs(now() + checkNumber(ms, 'offset(ms)'), 'offset(ms) leads to what')
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
