/** The bounds that {@link checkNumber} checks, both inclusive. */
export interface NumberBounds {
  min?: number
  max?: number
  integer?: boolean
}

/**
 * Returns the value when it is a number within the bounds.
 *
 * @throws TypeError naming `name` and the bounds otherwise.
 */
export function checkNumber(value: unknown, name: string, bounds: NumberBounds = {}): number {
  const { min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, integer = false } = bounds
  if (typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value))) {
    return value
  }
  const limits = [
    ...(bounds.min === undefined ? [] : [`at least ${min}`]),
    ...(bounds.max === undefined || max === Infinity ? [] : [`at most ${max}`]),
  ].join(' and ')
  const isTooLarge = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
  if (limits === '' && isTooLarge) throw new TypeError(`${name} is out of range`)
  throw new TypeError(`${name} must be ${integer ? 'an integer' : 'a number'}${limits && `, ${limits}`}`)
}
