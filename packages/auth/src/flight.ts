import { toAbortedError } from './deadline.ts'
import type { RequestAbortedError } from './errors.ts'

/** One piece of work that several callers wait for: they join it, and each may leave it. */
export interface Flight<T> {
  /** Whether somebody waits for the outcome. */
  hasCallers(): boolean
  /** Begins the work, unless everybody who wanted it has left already. */
  start(): void
  /** Drops the work that runs and begins it anew for the same callers. */
  restart(error: RequestAbortedError): void
  /** Ends it for everybody who waits. */
  abort(error: RequestAbortedError): void
  /**
   * Waits for the outcome.
   *
   * @param signal - Its abort makes this caller leave. With its last caller a flight that does not run on
   *   ends.
   */
  join(signal: AbortSignal | undefined): Promise<T>
}

/**
 * @param run - The work. Its signal is aborted when nobody wants its outcome any more.
 * @param runsOn - Whether it goes on when nobody waits for it.
 * @param onEnd - Told once, before those who wait are: it has come to its end, one way or the other.
 */
export function createFlight<T>(
  run: (signal: AbortSignal) => Promise<T>,
  runsOn: boolean,
  onEnd: () => void,
): Flight<T> {
  let controller: AbortController | undefined
  let callers = 0
  let hasEnded = false
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const result = new Promise<T>((whenDone, whenFailed) => {
    resolve = whenDone
    reject = whenFailed
  })
  result.catch(() => {}) // nobody may be waiting

  const end = (settle: () => void) => {
    if (hasEnded) return
    hasEnded = true
    onEnd()
    settle()
  }
  const start = () => {
    if (hasEnded) return
    const own = (controller = new AbortController())
    const unlessReplaced = (settle: () => void) => {
      if (own === controller) end(settle)
    }
    run(own.signal).then(
      (value) => unlessReplaced(() => resolve(value)),
      (error: unknown) => unlessReplaced(() => reject(error)),
    )
  }
  const abort = (error: RequestAbortedError) => {
    end(() => reject(error))
    controller?.abort(error)
  }

  return {
    hasCallers: () => callers > 0,
    start,
    restart(error) {
      const replaced = controller
      start()
      replaced?.abort(error)
    },
    abort,
    join(signal) {
      callers += 1
      if (!signal) return result // cannot leave, so needs no promise of its own
      return new Promise((settle, fail) => {
        const leave = () => {
          const error = toAbortedError(signal)
          fail(error)
          callers -= 1
          if (!callers && !runsOn) abort(error)
        }
        const stay = () => signal.removeEventListener('abort', leave)
        signal.addEventListener('abort', leave)
        result.then(settle, fail).finally(stay)
      })
    },
  }
}
