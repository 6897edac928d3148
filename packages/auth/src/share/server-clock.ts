import type { Clock } from '../runtime/clock.ts'
import type { StoredToken } from './sealed-token.ts'

/**
 * What this process knows about the API's clock: a time that it shows already.
 *
 * This limits a token's remaining life when the store reports too much, because a value was written late (a server
 * that was suspended executes what it received before), and when the local clock is behind.
 */
export interface ServerClock {
  /** Notes that the API's clock shows this time or a later one, in milliseconds since the Unix epoch. */
  readonly advanceTo: (atMs: number, clock: Clock) => void
  /**
   * Returns the remaining life of a stored token in milliseconds.
   *
   * @param storeLeftMs - The remaining life that the store reports. If it is not positive, or longer than the whole
   *   life of the token, the local clock decides.
   */
  readonly leftMs: (token: StoredToken, storeLeftMs: number, clock: Clock) => number
}

export function createServerClock(): ServerClock {
  /** The least possible difference between the API's time and the monotonic time. */
  let offsetMs = -Infinity

  const advanceTo = (atMs: number, clock: Clock) => {
    offsetMs = Math.max(offsetMs, atMs - clock.monotonic())
  }

  return {
    advanceTo,
    leftMs(token, storeLeftMs, clock) {
      const { expiresAtMs, lifeMs } = token
      const isByStore = storeLeftMs > 0 && storeLeftMs <= lifeMs
      advanceTo(token.obtainedAtMs, clock)
      if (isByStore) advanceTo(expiresAtMs - storeLeftMs, clock)
      const serverNowMs = offsetMs + clock.monotonic()
      // Only the store's time can show that the local clock is ahead. Without it, a clock that is ahead costs one
      // exchange.
      const leftMs = expiresAtMs - (isByStore ? serverNowMs : Math.max(serverNowMs, clock.now()))
      return Math.min(leftMs, lifeMs) // differences of instants are rounded
    },
  }
}
