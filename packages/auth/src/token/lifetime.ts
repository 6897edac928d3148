import type { Config } from '../config/config.ts'

/** When a token wants renewal and when it is of no more use. All in milliseconds. */
export interface Lifetime {
  /** When it expires, by the wall clock. */
  readonly endsAtMs: number
  /** When it expires, by the monotonic clock: neither a step of the wall clock nor a suspended machine hides it. */
  readonly endsAtMonotonicMs: number
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
  { expirationMarginMs, renewAheadMs, random }: Tuning,
): Lifetime {
  const marginMs = Math.min(expirationMarginMs, lifeMs / 2)
  return {
    endsAtMs: sentAtMs + lifeMs,
    endsAtMonotonicMs: sentAtMonotonicMs + lifeMs,
    renewLeftMs: marginMs + (Math.min(renewAheadMs, lifeMs / 4) * (1 + random())) / 2,
    marginMs,
    unusableLeftMs: Math.min(5_000, lifeMs / 10),
  }
}

/** What is left of it: expired by one of the two clocks is expired. */
export function leftMs(lifetime: Lifetime, nowMs: number, monotonicMs: number): number {
  return Math.min(lifetime.endsAtMs - nowMs, lifetime.endsAtMonotonicMs - monotonicMs)
}
