import { MAX_TIMER_MS } from '../util/sleep.ts'

/** Those who wait until something has happened. */
export interface JournalWaiters {
  /** Resolves as soon as `isDone` says so; rejects with `describe()` after `timeoutMs` real milliseconds. */
  wait(isDone: () => boolean, timeoutMs: number, describe: () => string): Promise<void>
  /** To be called whenever `isDone` may have changed. */
  notify(): void
  /** Lets all go, with an error. */
  rejectAll(reason: string): void
}

interface Waiter {
  isDone: () => boolean
  resolve: () => void
  reject: (error: Error) => void
}

/** Nobody waits yet. Timers are held only while somebody does. */
export function createJournalWaiters(): JournalWaiters {
  const waiters = new Set<Waiter>()

  return {
    wait(isDone, timeoutMs, describe) {
      if (isDone()) return Promise.resolve()
      return new Promise<void>((resolve, reject) => {
        const expire = (): void => waiter.reject(new Error(describe()))
        const timer = timeoutMs > MAX_TIMER_MS ? undefined : setTimeout(expire, timeoutMs)
        const leave = (): void => {
          clearTimeout(timer)
          waiters.delete(waiter)
        }
        const waiter: Waiter = {
          isDone,
          resolve: () => (leave(), resolve()),
          reject: (error) => (leave(), reject(error)),
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
