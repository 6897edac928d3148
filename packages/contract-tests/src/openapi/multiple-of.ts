/**
 * Whether a number is a multiple of another, as people write them: 0.3 is one of 0.1, and 1e300 of 0.5. In
 * binary fractions neither is, and with a tolerance 1e-12 would be one of everything.
 */
export function isMultipleOf(value: number, step: number): boolean {
  const [left, right] = [toDecimal(value), toDecimal(step)]
  const exponent = Math.min(left.exponent, right.exponent)
  const toInteger = ({ digits, exponent: own }: Decimal): bigint => digits * 10n ** BigInt(own - exponent)
  return toInteger(left) % toInteger(right) === 0n
}

interface Decimal {
  digits: bigint
  exponent: number
}

function toDecimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length }
}
