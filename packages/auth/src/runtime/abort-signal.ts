import { ConfigurationError, isOwnError, RequestAbortedError } from '../errors/errors.ts'
import type { QciAuthError } from '../errors/errors.ts'

/** A signal that a caller passed. JavaScript programs pass `null` and worse. */
type ForeignSignal = AbortSignal | null | undefined

/**
 * What a caller gets at once because of its signal: a RequestAbortedError when it is aborted, a ConfigurationError
 * when it is none, nothing otherwise. Signals of other realms and implementations are signals.
 */
export function toSignalError(signal: ForeignSignal): QciAuthError | undefined {
  if (signal === undefined || signal === null) return undefined
  try {
    const isSignal =
      typeof signal.aborted === 'boolean' &&
      typeof signal.addEventListener === 'function' &&
      typeof signal.removeEventListener === 'function'
    if (isSignal) return signal.aborted ? toAbortedError(signal) : undefined
  } catch {
    // Not of a kind that can be read.
  }
  return toNoSignalError()
}

/**
 * Calls a listener when a signal is aborted.
 *
 * @returns Removes the listener. Never throws.
 * @throws ConfigurationError when the signal takes no listener.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  try {
    signal.addEventListener('abort', listener)
  } catch {
    throw toNoSignalError()
  }
  return () => {
    try {
      signal.removeEventListener('abort', listener)
    } catch {}
  }
}

/** What a caller whose signal was aborted gets. */
export function toAbortedError(signal: ForeignSignal): RequestAbortedError {
  let reason: unknown
  try {
    reason = signal?.reason
  } catch {}
  if (isOwnError(reason) && reason.code === 'ERR_QCI_AUTH_ABORTED') return reason as RequestAbortedError
  return new RequestAbortedError('The request was aborted by its signal.', { cause: reason })
}

function toNoSignalError(): ConfigurationError {
  return new ConfigurationError('signal must be an AbortSignal.', { option: 'signal' })
}
