/** Simulated time. It moves from event to event, so hours of waiting take milliseconds. */
export interface VirtualClock {
  /** Simulated milliseconds since the start. */
  nowMs(): number
  /** Runs a function after a simulated delay. Returns a function that cancels it. */
  schedule(delayMs: number, run: () => void): () => void
  /** Resolves after a simulated delay. Rejects with the signal's reason when the signal is aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
  /** Runs everything that is due until this instant. Calls that overlap run one after the other. */
  runUntil(untilMs: number): Promise<void>
}

interface ScheduledEvent {
  readonly atMs: number
  readonly run: () => void
}

/**
 * Creates a clock that starts at 0.
 *
 * @param settle - Resolves when all work that needs no simulated time is done. Time is frozen meanwhile.
 */
export function createVirtualClock(settle: () => Promise<void>): VirtualClock {
  let nowMs = 0
  let latestRun: Promise<void> = Promise.resolve()
  /** By time; events of the same instant keep the order in which they were scheduled. */
  const events: ScheduledEvent[] = []

  const schedule = (delayMs: number, run: () => void): (() => void) => {
    const event = { atMs: nowMs + Math.max(0, delayMs), run }
    const index = events.findLastIndex(({ atMs }) => atMs <= event.atMs) + 1
    events.splice(index, 0, event)
    return () => {
      const at = events.indexOf(event)
      if (at >= 0) events.splice(at, 1)
    }
  }

  const run = async (untilMs: number): Promise<void> => {
    await settle()
    for (let next = events[0]; next && next.atMs <= untilMs; next = events[0]) {
      nowMs = next.atMs
      events.shift()
      next.run()
      if (events[0]?.atMs !== nowMs) await settle()
    }
    nowMs = Math.max(nowMs, untilMs)
  }

  return {
    nowMs: () => nowMs,
    schedule,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const cancel = schedule(delayMs, () => {
          signal?.removeEventListener('abort', stop)
          resolve()
        })
        const stop = () => {
          cancel()
          reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', stop, { once: true })
      }),
    runUntil(untilMs) {
      latestRun = latestRun.then(() => run(untilMs))
      return latestRun
    },
  }
}
