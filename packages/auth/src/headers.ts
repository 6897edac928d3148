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

/** The value of Authorization (RFC 6750 section 2.1). The API's scheme is always `Bearer`. */
export function toAuthorization(accessToken: string): string {
  return `Bearer ${accessToken}`
}

/** What goes out with every request: the media type, `Connection: close`, and when the client stops waiting. */
export function withoutAuthorization(timeoutNano: string | undefined): HeadersObject {
  const headers: HeadersObject = { 'Content-Type': 'application/json', Connection: 'close' }
  if (timeoutNano !== undefined) headers['X-Request-Timeout-Nano'] = timeoutNano
  return headers
}

/** The same, and who asks. */
export function withAuthorization(timeoutNano: string | undefined, authorization: string): HeadersObject {
  const headers = withoutAuthorization(timeoutNano)
  headers['Authorization'] = authorization
  return headers
}

/** The same, for kept-alive sessions: many requests, one connection. */
export function withoutConnectionClose(
  timeoutNano: string | undefined,
  authorization: string,
): HeadersObject {
  const headers: HeadersObject = { 'Content-Type': 'application/json' }
  if (timeoutNano !== undefined) headers['X-Request-Timeout-Nano'] = timeoutNano
  headers['Authorization'] = authorization
  return headers
}
