import type {
  ApiError,
  ConfigurationError,
  ConnectionError,
  InvalidResponseError,
  RedirectError,
  RequestAbortedError,
  RequestTimeoutError,
} from './errors.ts'

/** Every error that this package throws, as a union: a `switch` over `code` narrows it to one class. */
export type AnyQciAuthError =
  | ApiError
  | ConfigurationError
  | ConnectionError
  | InvalidResponseError
  | RedirectError
  | RequestAbortedError
  | RequestTimeoutError

/**
 * Whether a caught value is an error of this package, also of another copy of the package or of another realm,
 * which `instanceof` does not recognize. Never throws.
 *
 * @example
 * ```ts
 * try {
 *   await client.getHeaders()
 * } catch (error) {
 *   if (isQciAuthError(error) && error.code === 'ERR_QCI_AUTH_API') console.error(error.status)
 *   else throw error
 * }
 * ```
 */
export function isQciAuthError(error: unknown): error is AnyQciAuthError {
  try {
    const { code, message } = error as Error & { code: string }
    return [code, message].every((text) => typeof text === 'string') && code.startsWith('ERR_QCI_AUTH_')
  } catch {
    return false // no object, or one whose getters throw
  }
}
