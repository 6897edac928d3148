import type { Clock } from './clock.ts'
import { RequestAbortedError, RequestTimeoutError } from './errors.ts'

/** How long something may take, and who may call it off. */
export interface Limits {
  clock: Clock
  /** Undefined: as long as it takes. */
  timeoutMs: number | undefined
  /** Whose abort ends it early. */
  signals: readonly (AbortSignal | undefined)[]
  /** What is waited for, for the message. */
  waitedFor: string
}

/**
 * Runs a task that ends when it ends, when its time is up, or when it is called off: whichever comes first,
 * also when the task itself does not listen to its signal.
 *
 * The controller and the timer are its own: `AbortSignal.any` loses aborts on some releases of Node.
 *
 * @throws {@link RequestTimeoutError}, {@link RequestAbortedError}, or what the task throws.
 */
export async function withDeadline<T>(limits: Limits, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, timeoutMs, waitedFor } = limits
  const signals = limits.signals.filter((signal) => signal !== undefined)
  const controller = new AbortController()
  const timer = new AbortController()
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), {
      once: true,
    })
  })
  const leave = (event: Event) => controller.abort(toAbortedError(event.target as AbortSignal))
  try {
    const aborted = signals.find((signal) => signal.aborted)
    if (aborted) throw toAbortedError(aborted)
    for (const signal of signals) signal.addEventListener('abort', leave, { once: true })
    if (timeoutMs !== undefined) {
      clock.sleep(timeoutMs, timer.signal).then(
        () => controller.abort(new RequestTimeoutError(waitedFor, timeoutMs)),
        () => {}, // the task was faster
      )
    }
    return await Promise.race([ended, task(controller.signal)])
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', leave)
    timer.abort()
  }
}

/** What a caller whose signal was aborted gets. */
export function toAbortedError(signal: AbortSignal): RequestAbortedError {
  const reason: unknown = signal.reason
  if (reason instanceof RequestAbortedError) return reason
  return new RequestAbortedError('The request was aborted by its signal.', { cause: reason })
}
