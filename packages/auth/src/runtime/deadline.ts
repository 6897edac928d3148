import type { Clock } from './clock.ts'
import { RequestAbortedError, RequestTimeoutError } from '../errors/errors.ts'

/** The time limit of one attempt when `timeoutMs` is not set. */
export const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Runs a task until it ends, its time is up or a signal is aborted, whichever comes first, also when the task
 * ignores its signal.
 *
 * It has its own controller and timer: `AbortSignal.any` loses aborts on some releases of Node.
 *
 * @param timeoutMs - `Infinity`: no limit. Undefined: {@link DEFAULT_TIMEOUT_MS}.
 * @param signals - Their abort ends the task early.
 * @throws RequestTimeoutError, RequestAbortedError, or what the task throws.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
  signals: readonly (AbortSignal | undefined)[],
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const timer = new AbortController()
  const { signal } = controller
  const leave = () => controller.abort(toAbortedError(signals.find((one) => one?.aborted)))
  try {
    for (const one of signals) one?.addEventListener('abort', leave)
    if (signals.some((one) => one?.aborted)) leave()
    if (timeoutMs < Number.POSITIVE_INFINITY) {
      const end = () => controller.abort(new RequestTimeoutError(timeoutMs))
      clock.sleep(timeoutMs, timer.signal).then(end, () => {}) // rejects when the task was faster
    }
    signal.throwIfAborted()
    return await Promise.race([task(signal), new Promise<never>((_, reject) => onAbort(signal, reject))])
  } finally {
    for (const one of signals) one?.removeEventListener('abort', leave)
    timer.abort()
  }
}

/** Hands the signal's reason to `reject` when it is aborted. */
function onAbort(signal: AbortSignal, reject: (reason: unknown) => void): void {
  signal.addEventListener('abort', () => reject(signal.reason))
}

/** What a caller whose signal was aborted gets. */
export function toAbortedError(signal: AbortSignal | undefined): RequestAbortedError {
  const reason: unknown = signal?.reason
  if (reason instanceof RequestAbortedError) return reason
  return new RequestAbortedError('The request was aborted by its signal.', { cause: reason })
}
