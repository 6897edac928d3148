import { NOT_NEEDED } from './clock.ts'
import type { Clock } from './clock.ts'
import { onAbort, toAbortedError, toSignalError } from './abort-signal.ts'
import { RequestTimeoutError } from '../errors/errors.ts'

/** The time limit of one attempt when `timeoutMs` is not set. */
export const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Runs a task until it ends, the time limit passes or a signal is aborted, whichever comes first. The task may ignore
 * its signal.
 *
 * It has its own controller and timer, because `AbortSignal.any` loses aborts in some releases of Node.
 *
 * @param timeoutMs - `Infinity`: no limit. Undefined: {@link DEFAULT_TIMEOUT_MS}.
 * @param signals - If one of them is aborted, the task ends early.
 * @throws RequestTimeoutError, RequestAbortedError, ConfigurationError for an invalid signal, or what the task
 *   throws.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
  signals: readonly (AbortSignal | null | undefined)[],
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const timer = new AbortController()
  const { signal } = controller
  const ends: (() => void)[] = []
  try {
    for (const one of signals) {
      const error = toSignalError(one)
      if (error) throw error
      ends.push(onAbort(one, () => controller.abort(toAbortedError(one))))
    }
    if (timeoutMs < Infinity) {
      const expire = () => controller.abort(new RequestTimeoutError(timeoutMs))
      clock.sleep(timeoutMs, timer.signal).then(expire, (error: unknown) => {
        if (!timer.signal.aborted) controller.abort(error) // not only because the task was faster
      })
    }
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
    return await Promise.race([task(signal), aborted])
  } finally {
    for (const end of ends) end()
    timer.abort(NOT_NEEDED)
  }
}
