import { clearRealTimeout, MAX_TIMER_MS, setRealTimeout } from '../util/sleep.ts'

/** A wait for a condition. */
interface Wait {
  isDone: () => boolean
  /** The time limit in real milliseconds. */
  timeoutMs: number
  /** The message of the error when the time limit passes. */
  toTimeoutMessage: () => string
}

/** Callers that wait for a condition. */
export interface JournalWaiters {
  /** Resolves when the condition is met; rejects when the time limit passes. */
  wait(wait: Wait): Promise<void>
  /** To be called whenever a condition may have changed. */
  notify(): void
  /** Rejects all waits. */
  rejectAll(reason: string): void
}

interface Waiter {
  isDone: () => boolean
  resolve: () => void
  reject: (error: Error) => void
}

/** Creates an empty list. A timer exists only while a caller waits. */
export function createJournalWaiters(): JournalWaiters {
  const waiters = new Set<Waiter>()

  return {
    wait({ isDone, timeoutMs, toTimeoutMessage }) {
      if (isDone()) return Promise.resolve()
      return new Promise<void>((resolve, reject) => {
        const expire = (): void => waiter.reject(new Error(toTimeoutMessage()))
        const timer = timeoutMs > MAX_TIMER_MS ? undefined : setRealTimeout(expire, timeoutMs)
        const remove = (): void => {
          clearRealTimeout(timer)
          waiters.delete(waiter)
        }
        const waiter: Waiter = {
          isDone,
          resolve: () => (remove(), resolve()),
          reject: (error) => (remove(), reject(error)),
        }
        waiters.add(waiter)
      })
    },
    notify() {
      for (const waiter of waiters) if (waiter.isDone()) waiter.resolve()
    },
    rejectAll(reason) {
      for (const waiter of waiters) waiter.reject(new Error(reason))
    },
  }
}
