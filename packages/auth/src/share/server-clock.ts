import type { Clock } from '../runtime/clock.ts'
import type { StoredToken } from './sealed-token.ts'

/**
 * What this process knows of the time by the API's clock: a moment that it has not yet reached.
 *
 * It bounds a token's remaining life where a store says too much, because a value was written late (a frozen server
 * carries out what it received before), or where the local clock is behind.
 */
export interface ServerClock {
  /** Notes that the API's clock shows this time or a later one, in milliseconds since the Unix epoch. */
  readonly advanceTo: (atMs: number, clock: Clock) => void
  /**
   * Returns the remaining life of a stored token in milliseconds.
   *
   * @param storeLeftMs - What the store says of it. Unless it is positive and at most the whole life (a value never
   *   lives longer than its token), the local clock decides.
   */
  readonly leftMs: (token: StoredToken, storeLeftMs: number, clock: Clock) => number
}

export function createServerClock(): ServerClock {
  /** The API's time less the monotonic time, at least. */
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
      // Nothing but a store's own time tells that the local clock is ahead: believing it costs one exchange.
      const leftMs = expiresAtMs - (isByStore ? serverNowMs : Math.max(serverNowMs, clock.now()))
      return Math.min(leftMs, lifeMs) // differences of instants are rounded
    },
  }
}
