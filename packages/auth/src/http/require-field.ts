import { InvalidResponseError } from '../errors/errors.ts'

/**
 * Returns a field that the API may have omitted.
 *
 * @param field - Its name on the wire.
 * @throws {@link InvalidResponseError} when it is missing or not a string.
 */
export function requireField(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new InvalidResponseError('is missing or not a string', field)
  return value
}
