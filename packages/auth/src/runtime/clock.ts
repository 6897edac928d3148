/** The time source of a client, the option `clock`. Tests pass a fake one; the default is the runtime's. */
export interface Clock {
  /** Returns the wall-clock time, in milliseconds since the Unix epoch (UTC). It may jump when the clock is set. */
  now(): number
  /** Returns the milliseconds since a fixed moment, such as the start of the process. It never jumps. */
  monotonic(): number
  /**
   * Resolves after `ms` milliseconds.
   *
   * @param signal - Its abort rejects the promise with its reason and releases the timer.
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/**
 * The abort reason of a timer that is no longer needed. Without a reason, each abort would create an error with a
 * stack, which takes a tenth of the time of an exchange.
 */
export const NOT_NEEDED = 'not needed'

/** The longest delay of a runtime's timer. A timer with a longer one fires at once. */
const LONGEST_TIMER_MS = 2_147_483_647 // 2^31 − 1; bundlers do not remove an unused `**`

/** The clock and timers of the runtime. */
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
