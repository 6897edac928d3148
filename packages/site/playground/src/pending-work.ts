/** Counts work that takes real time, such as reading a body or WebCrypto. Simulated time is frozen meanwhile. */
export interface PendingWork {
  /** Counts a promise until it settles. Returns the promise. */
  track<Result>(promise: Promise<Result>): Promise<Result>
  /** Counts one piece of work. Returns a function that ends it. */
  begin(): () => void
  /** Resolves when nothing is pending and all microtasks have run. */
  settle(): Promise<void>
}

/** How many tasks in a row must find nothing pending. */
const QUIET_TASKS = 2

/** @param nextTask - Resolves in a later task of the event loop, after all microtasks. */
export function createPendingWork(nextTask: () => Promise<void>): PendingWork {
  let pending = 0
  const begin = (): (() => void) => {
    let isEnded = false
    pending += 1
    return () => {
      if (isEnded) return
      isEnded = true
      pending -= 1
    }
  }
  return {
    begin,
    track: (promise) => promise.finally(begin()),
    async settle() {
      for (let quiet = 0; quiet < QUIET_TASKS; quiet += 1) {
        await nextTask()
        if (pending > 0) quiet = -1
      }
    },
  }
}
