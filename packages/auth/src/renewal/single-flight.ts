import { toAbortedError } from '../runtime/deadline.ts'
import type { RequestAbortedError } from '../errors/errors.ts'

/** One piece of work that several callers wait for: they join it, and each may leave it. */
export interface Flight<T> {
  /** The outcome. It is handled: nobody needs to wait for it. */
  readonly result: Promise<T>
  /** Aborted when it has come to its end, one way or the other. */
  readonly ended: AbortSignal
  /** Whether somebody waits for the outcome. */
  hasCallers(): boolean
  /** Begins the work, or drops the work that runs and begins it anew for the same callers. */
  start(dropped?: RequestAbortedError): void
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
 * @param onEnd - Told once, before those who wait are.
 */
export function createFlight<T>(
  run: (signal: AbortSignal) => Promise<T>,
  runsOn: boolean,
  onEnd: () => void,
): Flight<T> {
  const ending = new AbortController()
  let working: AbortController | undefined
  let callers = 0
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const result = new Promise<T>((...settle) => ([resolve, reject] = settle))
  result.catch(() => {}) // nobody may be waiting

  const end = (settle: () => void) => {
    if (ending.signal.aborted) return
    ending.abort()
    onEnd()
    settle()
  }
  const abort = (error: RequestAbortedError) => {
    end(() => reject(error))
    working?.abort(error)
  }

  return {
    result,
    ended: ending.signal,
    hasCallers: () => callers > 0,
    start(dropped) {
      const replaced = working
      const own = (working = new AbortController())
      const unlessReplaced = (settle: () => void) => own === working && end(settle)
      run(own.signal).then(
        (value) => unlessReplaced(() => resolve(value)),
        (error: unknown) => unlessReplaced(() => reject(error)),
      )
      replaced?.abort(dropped)
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
        signal.addEventListener('abort', leave)
        result.then(settle, fail).finally(() => signal.removeEventListener('abort', leave))
      })
    },
  }
}
