import type { Clock } from '../runtime/clock.ts'
import { decide } from './renewal-policy.ts'
import { leftMs } from '../token/lifetime.ts'
import type { Token } from '../token/token.ts'

/** The cached access token and its remaining life by both clocks. */
export interface CachedToken {
  /** Returns the cached token, even if it has expired. */
  get(): Token | undefined
  /** Replaces the cached token; undefined removes it. */
  set(token: Token | undefined): void
  /** Returns its remaining life, in milliseconds; 0 when no token is cached. */
  leftMs(): number
  /** Returns the cached token only if it is usable. */
  readonly getUsable: () => Token | undefined
  /** Returns the cached token only if it needs no renewal. Nearly all calls need nothing else. */
  readonly getFresh: () => Token | undefined
}

/**
 * Reading a clock takes about as long as the rest of a cached call. So in a burst of calls, during which the wall
 * clock does not advance, only one call in this many reads the monotonic clock. At lower rates each call reads both
 * clocks, because a frozen wall clock, such as a fake in a test, looks like one that has just been read.
 */
const CALLS_PER_CHECK = 32

/** More checks than this while the wall clock shows the same time are a burst. */
const CHECKS_BEFORE_BURST = 64

/** A wall clock that has not advanced for this long, by the monotonic clock, may be standing still. */
const LONGEST_BURST_MS = 2

export function createCachedToken(clock: Clock): CachedToken {
  let token: Token | undefined
  let checkedAtMs = Number.NaN
  let burstSinceMonotonicMs = 0
  let checks = 0
  /** How many calls may skip the monotonic clock while the wall clock shows `checkedAtMs`. */
  let uncheckedCalls = 0

  const left = () => (token ? leftMs(token, clock.now(), clock.monotonic()) : 0)

  return {
    get: () => token,
    set(next) {
      token = next
      checkedAtMs = Number.NaN
    },
    leftMs: left,
    getUsable: () => (token && left() > token.unusableLeftMs ? token : undefined),
    getFresh() {
      if (!token) return undefined
      const nowMs = clock.now()
      if (nowMs === checkedAtMs && uncheckedCalls > 0) {
        uncheckedCalls -= 1
        return token
      }
      const monotonicMs = clock.monotonic()
      const isFresh = decide(token, leftMs(token, nowMs, monotonicMs)) === 'serve'
      if (nowMs === checkedAtMs && monotonicMs - burstSinceMonotonicMs < LONGEST_BURST_MS) {
        checks += 1
        if (checks > CHECKS_BEFORE_BURST && isFresh) uncheckedCalls = CALLS_PER_CHECK - 1
      } else {
        checkedAtMs = nowMs
        burstSinceMonotonicMs = monotonicMs
        checks = uncheckedCalls = 0
      }
      return isFresh ? token : undefined
    },
  }
}
