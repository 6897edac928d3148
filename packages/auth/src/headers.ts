/** Header names and values, a fresh plain object each time. */
export type HeadersObject = Record<string, string>

/**
 * The value of X-Request-Timeout-Nano: milliseconds as whole nanoseconds in decimal digits, however large.
 *
 * 10^9 times the seconds, as the Python original computes it, so that both send the same digits.
 */
export function toTimeoutNano(timeoutMs: number | undefined): string | undefined {
  return timeoutMs === undefined ? undefined : BigInt(Math.trunc(1e9 * (timeoutMs / 1_000))).toString()
}

/**
 * What goes out with every request: the media type, `Connection: close` unless the connection is to be kept,
 * when the client stops waiting, and who asks.
 *
 * @param authorization - Value of Authorization; nothing is said of it when left out.
 */
export function toHeaders(
  { timeoutNano }: { timeoutNano: string | undefined },
  authorization?: string,
  keepsConnection = false,
): HeadersObject {
  const headers: HeadersObject = { 'Content-Type': 'application/json' }
  if (!keepsConnection) headers['Connection'] = 'close'
  if (timeoutNano !== undefined) headers['X-Request-Timeout-Nano'] = timeoutNano
  if (authorization !== undefined) headers['Authorization'] = authorization
  return headers
}
