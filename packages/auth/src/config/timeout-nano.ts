/**
 * The value of X-Request-Timeout-Nano: milliseconds as whole nanoseconds in decimal digits, however large.
 *
 * 10^9 times the seconds, as the Python original computes it, so that both send the same digits.
 */
export function toTimeoutNano(timeoutMs: number | undefined): string | undefined {
  if (timeoutMs === undefined || timeoutMs === Infinity) return undefined
  return BigInt(Math.trunc(1e9 * (timeoutMs / 1_000))).toString()
}
