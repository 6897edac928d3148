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
    const listener = () => {}
    signal.addEventListener('abort', listener)
    signal.removeEventListener('abort', listener)
    if (typeof signal.aborted === 'boolean') return signal.aborted ? toAbortedError(signal) : undefined
  } catch {} // not of a kind that can be listened to
  return new ConfigurationError('signal must be an AbortSignal.', { option: 'signal' })
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
