/** The longest that a timer can do, in milliseconds; more would be one millisecond. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1

/** Resolves after so many real milliseconds, or at once when one of the signals is aborted; never rejects. */
export function sleep(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = ms === Infinity ? undefined : setTimeout(wake, ms)
    function wake(): void {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', wake)
      resolve()
    }
    for (const signal of signals) signal.addEventListener('abort', wake)
  })
}
