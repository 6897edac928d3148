import { onAbort, toAbortedError } from '../runtime/abort-signal.ts'
import { NOT_NEEDED } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { RequestAbortedError } from '../errors/errors.ts'

/** A task in flight whose outcome all callers share. */
export interface SingleFlight<T> {
  /** The outcome. Its rejection is handled: no caller needs to wait for it. */
  readonly result: Promise<T>
  /** Aborted when the task has ended, with success or without. */
  readonly ended: AbortSignal
  /** Whether a caller waits for the outcome. */
  hasCallers(): boolean
  /** Starts the task. */
  start(): void
  /** Aborts the running task with this reason and starts it again for the same callers. */
  restart(reason: RequestAbortedError): void
  /** Aborts the task; every caller gets this error. */
  abort(error: RequestAbortedError): void
  /** Returns the time until the task has run for `ms` milliseconds; negative when it has run for longer. */
  msUntil(ms: number): number
  /**
   * Waits for the outcome.
   *
   * @param signal - Its abort rejects only this caller. When the last caller aborts, the task is aborted too, unless
   *   it is a background task.
   */
  wait(signal: AbortSignal | undefined): Promise<T>
}

export interface SingleFlightOptions<T> {
  clock: Clock
  /** The task. Its signal is aborted when its outcome is no longer needed. `isRestart`: it runs in place of an aborted one. */
  run: (signal: AbortSignal, isRestart: boolean) => Promise<T>
  /** Whether the task continues when no caller waits. */
  isBackground: boolean
  /** Called once, before the callers' promises settle. */
  onEnd: () => void
}

export function createSingleFlight<T>({
  clock,
  run,
  isBackground,
  onEnd,
}: SingleFlightOptions<T>): SingleFlight<T> {
  const ending = new AbortController()
  let running: AbortController | undefined
  let startedAtMonotonicMs = 0
  let callers = 0
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const result = new Promise<T>((...settle) => ([resolve, reject] = settle))
  result.catch(() => {}) // there may be no caller

  const end = (settle: () => void) => {
    if (ending.signal.aborted) return
    ending.abort(NOT_NEEDED)
    onEnd()
    settle()
  }
  const start = () => {
    const isRestart = running !== undefined
    const own = (running = new AbortController())
    startedAtMonotonicMs = clock.monotonic()
    const endUnlessReplaced = (settle: () => void) => own === running && end(settle)
    run(own.signal, isRestart).then(
      (value) => endUnlessReplaced(() => resolve(value)),
      (error: unknown) => endUnlessReplaced(() => reject(error)),
    )
  }
  const abort = (error: RequestAbortedError) => {
    end(() => reject(error))
    running?.abort(error)
  }

  return {
    result,
    ended: ending.signal,
    hasCallers: () => callers > 0,
    start,
    restart(reason) {
      const replaced = running
      start()
      replaced?.abort(reason)
    },
    abort,
    msUntil: (ms) => startedAtMonotonicMs + ms - clock.monotonic(),
    wait(signal) {
      callers += 1
      if (!signal) return result // cannot be aborted, so needs no separate promise
      return new Promise((settle, fail) => {
        const abortCaller = () => {
          const error = toAbortedError(signal)
          fail(error)
          callers -= 1
          if (!callers && !isBackground) abort(error)
        }
        void result.then(settle, fail).then(onAbort(signal, abortCaller))
      })
    },
  }
}
