import type { Clock } from './clock.ts'
import { RequestAbortedError, RequestTimeoutError } from '../errors/errors.ts'

/**
 * Runs a task that ends when it ends, when its time is up, or when it is called off: whichever comes first,
 * also when the task itself does not listen to its signal.
 *
 * The controller and the timer are its own: `AbortSignal.any` loses aborts on some releases of Node.
 *
 * @param timeoutMs - Undefined: as long as it takes.
 * @param signals - Whose abort ends it early.
 * @throws RequestTimeoutError, RequestAbortedError, or what the task throws.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number | undefined,
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
    if (timeoutMs !== undefined) {
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
