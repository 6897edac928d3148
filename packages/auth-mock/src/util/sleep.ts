/**
 * The timer as it was when this module was loaded. Delays of faults and the time limits of `waitFor` are real
 * time: a test that replaces the global timers (`vi.useFakeTimers()`, `jest.useFakeTimers()`) must not stop them.
 */
export const setRealTimeout: typeof setTimeout = globalThis.setTimeout

/** Clears what {@link setRealTimeout} returned. */
export const clearRealTimeout: typeof clearTimeout = globalThis.clearTimeout

/** The longest delay of a timer in milliseconds; a longer one would fire at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1

/** Resolves after `ms` real milliseconds, or at once when one of the signals is aborted; never rejects. */
export function sleep(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = ms === Infinity ? undefined : setRealTimeout(wake, ms)
    function wake(): void {
      clearRealTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', wake)
      resolve()
    }
    for (const signal of signals) signal.addEventListener('abort', wake)
  })
}
