/** Where the client gets its time from. Give your own to tests; the default is the runtime's. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. May step when somebody sets the clock. */
  now(): number
  /** Milliseconds since some fixed moment. Never steps. */
  monotonic(): number
  /**
   * Resolves after `ms` milliseconds.
   *
   * @param signal - Aborting it rejects with its reason and releases whatever the sleep holds.
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** The longest that a runtime's timer can wait; one that is set for longer fires at once. */
const LONGEST_TIMER_MS = 2_147_483_647 // 2^31 − 1; bundlers do not remove an unused `**`

/** The runtime's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const stop = () => {
        clearTimeout(timer)
        reject(signal.reason as Error)
      }
      const wait = (leftMs: number) => {
        if (leftMs > LONGEST_TIMER_MS) {
          timer = setTimeout(() => wait(leftMs - LONGEST_TIMER_MS), LONGEST_TIMER_MS)
          return
        }
        timer = setTimeout(() => {
          signal.removeEventListener('abort', stop)
          resolve()
        }, leftMs)
      }
      if (signal.aborted) return stop()
      signal.addEventListener('abort', stop)
      wait(ms)
    }),
}
