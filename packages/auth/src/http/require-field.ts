import { InvalidResponseError } from '../errors/errors.ts'

/**
 * A field that callers rely on and the API may have left out.
 *
 * @param field - Its name on the wire.
 * @throws {@link InvalidResponseError} when it is missing or no string.
 */
export function requireField(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new InvalidResponseError('is missing or no string', field)
  return value
}
