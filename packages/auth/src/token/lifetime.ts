import type { Config } from '../config/config.ts'

/** When a token is renewed and when it is no longer used. All in milliseconds. */
export interface Lifetime {
  /** When it expires, by the wall clock. */
  readonly endsAtMs: number
  /**
   * When it expires, by the monotonic clock. Both clocks are needed: one may be set back, the other may pause in
   * standby.
   */
  readonly endsAtMonotonicMs: number
  /** R: with less left, a background renewal starts. */
  readonly renewLeftMs: number
  /** M: with less left, a caller waits for the renewal. */
  readonly marginMs: number
  /** S: with this or less left, the token is not usable. */
  readonly unusableLeftMs: number
}

/** What the limits of a token depend on. */
export interface LifetimeOptions {
  /** When its request was sent, by the wall clock. */
  sentAtMs: number
  /** The same by the monotonic clock. */
  sentAtMonotonicMs: number
  /** L: how long the token lives from then on. */
  lifeMs: number
  /** Whether L may be too long by up to a second, because it is computed from a time in whole seconds. */
  hasWholeSeconds: boolean
}

/**
 * Computes the limits of a token.
 *
 * M = min(`expirationMarginMs`, L/2); A = min(`renewAheadMs`, L/4); R = M plus a point in [A/2, A), drawn here once,
 * so that many processes do not renew at the same time; S = min(5 s, L/10), at least 1 s if L is computed from whole
 * seconds.
 */
export function toLifetime(
  { sentAtMs, sentAtMonotonicMs, lifeMs, hasWholeSeconds }: LifetimeOptions,
  {
    expirationMarginMs,
    renewAheadMs,
    random,
  }: Pick<Config, 'expirationMarginMs' | 'renewAheadMs' | 'random'>,
): Lifetime {
  const marginMs = Math.min(expirationMarginMs, lifeMs / 2)
  return {
    endsAtMs: sentAtMs + lifeMs,
    endsAtMonotonicMs: sentAtMonotonicMs + lifeMs,
    renewLeftMs: marginMs + (Math.min(renewAheadMs, lifeMs / 4) * (1 + random())) / 2,
    marginMs,
    unusableLeftMs: Math.max(hasWholeSeconds ? 1_000 : 0, Math.min(5_000, lifeMs / 10)),
  }
}

/** Returns a token's remaining life, in milliseconds. A token that has expired by either clock has expired. */
export function leftMs(lifetime: Lifetime, nowMs: number, monotonicMs: number): number {
  return Math.min(lifetime.endsAtMs - nowMs, lifetime.endsAtMonotonicMs - monotonicMs)
}
