import type {
  ApiError,
  ConfigurationError,
  ConnectionError,
  InvalidResponseError,
  RedirectError,
  RequestAbortedError,
  RequestTimeoutError,
} from './errors.ts'

/** Every error that this package throws: a `switch` over its `code` narrows it. */
export type AnyQciAuthError =
  | ApiError
  | ConfigurationError
  | ConnectionError
  | InvalidResponseError
  | RedirectError
  | RequestAbortedError
  | RequestTimeoutError

/**
 * Tells whether something caught is an error of this package, also when another copy of the package threw
 * it (which `instanceof` cannot).
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
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_QCI_AUTH_')
}
