/** Header names and values of a request, as a plain object. */
export type HeadersObject = Record<string, string>

/**
 * The value of X-Request-Timeout-Nano: milliseconds as whole nanoseconds in decimal digits, however large.
 *
 * 10^9 times the seconds, as the Python original computes it, so that both send the same digits.
 */
export function toTimeoutNano(timeoutMs: number | undefined): string | undefined {
  if (timeoutMs === undefined || timeoutMs === Infinity) return undefined
  return BigInt(Math.trunc(1e9 * (timeoutMs / 1_000))).toString()
}

/**
 * Builds the headers of a request: the media type, `Connection: close` unless the connection is kept, the time limit
 * and Authorization.
 *
 * @param accessToken - Sent as Authorization (RFC 6750 section 2.1), which is absent without it. The scheme of the
 *   API is always `Bearer`.
 */
export function toHeaders(
  { timeoutNano }: { timeoutNano: string | undefined },
  accessToken?: string,
  keepsConnection = false,
): HeadersObject {
  const headers: HeadersObject = { 'Content-Type': 'application/json' }
  if (!keepsConnection) headers['Connection'] = 'close'
  if (timeoutNano !== undefined) headers['X-Request-Timeout-Nano'] = timeoutNano
  if (accessToken !== undefined) headers['Authorization'] = `Bearer ${accessToken}`
  return headers
}
