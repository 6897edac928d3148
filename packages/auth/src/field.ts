import { InvalidResponseError } from './errors.ts'

/**
 * A field that callers rely on and the API may have left out.
 *
 * @param field - Its name on the wire.
 * @throws {@link InvalidResponseError} when it is missing or no string.
 */
export function requireField(value: unknown, field: string): string {
  if (typeof value !== 'string') throw toFieldError(field, 'is missing or no string')
  return value
}

/** Complains about a field, quoting nothing of it. */
export function toFieldError(field: string, problem: string): InvalidResponseError {
  return new InvalidResponseError(`its field "${field}" ${problem}`, field)
}
