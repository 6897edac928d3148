import type { Config } from './config.ts'

/** When a held token is fresh, when it wants renewal, when it is of no more use. All in milliseconds. */
export interface Lifetime {
  /** When it expires, by the wall clock. */
  readonly expiresAtMs: number
  /** When it expires, by the monotonic clock: neither a step of the wall clock nor a suspended machine hides it. */
  readonly expiresAtMonotonicMs: number
  /** R: with less left, a renewal starts behind it. */
  readonly renewLeftMs: number
  /** M: with less left, a caller waits for the renewal. */
  readonly marginMs: number
  /** S: with this or less left, it is not usable. */
  readonly unusableLeftMs: number
}

/** What the margins of a token follow from. */
type Tuning = Pick<Config, 'expirationMarginMs' | 'renewAheadMs' | 'random'>

/**
 * The lifetime of a token that was asked for at a moment and then had `lifeMs` (L) to live.
 *
 * M = min(`expirationMarginMs`, L/2); A = min(`renewAheadMs`, L/4); R = M plus a point in [A/2, A), drawn
 * here once, so that a fleet does not renew in step; S = min(5 s, L/10).
 */
export function toLifetime(
  sentAtMs: number,
  sentAtMonotonicMs: number,
  lifeMs: number,
  tuning: Tuning,
): Lifetime {
  const marginMs = Math.min(tuning.expirationMarginMs, lifeMs / 2)
  const aheadMs = Math.min(tuning.renewAheadMs, lifeMs / 4)
  return {
    expiresAtMs: sentAtMs + lifeMs,
    expiresAtMonotonicMs: sentAtMonotonicMs + lifeMs,
    renewLeftMs: marginMs + aheadMs / 2 + (tuning.random() * aheadMs) / 2,
    marginMs,
    unusableLeftMs: Math.min(5_000, lifeMs / 10),
  }
}

/** What is left of it: expired by one of the two clocks is expired. */
export function leftMs(lifetime: Lifetime, nowMs: number, monotonicMs: number): number {
  return Math.min(lifetime.expiresAtMs - nowMs, lifetime.expiresAtMonotonicMs - monotonicMs)
}
