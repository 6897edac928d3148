import { ConfigurationError, isOwnError, RequestAbortedError } from '../errors/errors.ts'
import type { QciAuthError } from '../errors/errors.ts'

/** A signal that a caller passed. JavaScript programs may pass `null` or other values. */
type ForeignSignal = AbortSignal | null | undefined

/**
 * Returns the error for a caller's signal: a RequestAbortedError when it is aborted, a ConfigurationError when it is
 * not a signal, otherwise undefined. Signals of other realms and implementations are accepted.
 */
export function toSignalError(signal: ForeignSignal): QciAuthError | undefined {
  if (signal === undefined || signal === null) return undefined
  try {
    const listener = () => {}
    signal.addEventListener('abort', listener)
    signal.removeEventListener('abort', listener)
    if (typeof signal.aborted === 'boolean') return signal.aborted ? toAbortedError(signal) : undefined
  } catch {} // not an event target
  return new ConfigurationError('signal must be an AbortSignal.', { option: 'signal' })
}

/** Returns the error for a caller whose signal was aborted. */
export function toAbortedError(signal: ForeignSignal): RequestAbortedError {
  let reason: unknown
  try {
    reason = signal?.reason
  } catch {}
  if (isOwnError(reason) && reason.code === 'ERR_QCI_AUTH_ABORTED') return reason as RequestAbortedError
  return new RequestAbortedError('The request was aborted by its signal.', { cause: reason })
}

/**
 * Calls a function when a signal is aborted. Ignores errors of a signal of another implementation.
 *
 * @returns A function that stops listening.
 */
export function onAbort(signal: ForeignSignal, listener: () => void): () => void {
  const change = (method: 'addEventListener' | 'removeEventListener') => {
    try {
      signal?.[method]('abort', listener)
    } catch {}
  }
  change('addEventListener')
  return () => change('removeEventListener')
}
