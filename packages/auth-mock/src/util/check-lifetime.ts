import { checkNumber } from './check-number.ts'

/** The longest lifetime of an access token: a hundred years, in milliseconds. */
const MAX_LIFETIME_MS = 100 * 366 * 86_400_000

/**
 * Returns the lifetime of an access token in milliseconds; a negative one means issued already expired.
 *
 * @throws TypeError naming `name` when the value is not a number within a hundred years.
 */
export function checkLifetime(value: unknown, name: string): number {
  return checkNumber(value, name, { min: -MAX_LIFETIME_MS, max: MAX_LIFETIME_MS })
}
