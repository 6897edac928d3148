import type { TokenSharing } from '@qci-client/auth'

import type { PendingWork } from './pending-work.ts'

/**
 * Counts the WebCrypto work of `sharing`, which takes real time: all of it but its sleeps and its exchange, which take
 * simulated time.
 */
export function trackSharing(sharing: TokenSharing, work: PendingWork): TokenSharing {
  return async (context, exchange) => {
    let end = work.begin()
    let isDone = false
    /** How many sleeps and exchanges run. They overlap: the timer of a store's call may end after the next one began. */
    let pauses = 0
    const pause = async <Result>(run: () => Promise<Result>): Promise<Result> => {
      pauses += 1
      end()
      try {
        return await run()
      } finally {
        pauses -= 1
        if (pauses === 0 && !isDone) end = work.begin()
      }
    }
    const { clock } = context
    const sleep = (ms: number, signal: AbortSignal) => pause(() => clock.sleep(ms, signal))
    const tracked = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep,
    }
    try {
      return await sharing({ ...context, clock: tracked }, () => pause(exchange))
    } finally {
      isDone = true // the timers of the store's calls end later
      end()
    }
  }
}
