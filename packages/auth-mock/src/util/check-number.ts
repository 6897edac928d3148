/** Bounds of {@link checkNumber}. */
export interface NumberBounds {
  min?: number
  max?: number
  integer?: boolean
}

/**
 * Returns the number that it is given, when it is one within the bounds.
 *
 * @throws TypeError naming `name` and the bounds otherwise.
 */
export function checkNumber(value: unknown, name: string, bounds: NumberBounds = {}): number {
  const { min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, integer = false } = bounds
  if (typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value))) {
    return value
  }
  const range = [
    ...(bounds.min === undefined ? [] : [`at least ${min}`]),
    ...(bounds.max === undefined || max === Infinity ? [] : [`at most ${max}`]),
  ].join(' and ')
  throw new TypeError(`${name} must be ${integer ? 'a whole number' : 'a number'}${range && `, ${range}`}`)
}
