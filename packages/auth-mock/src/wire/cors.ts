import type { RequestHeaders, ResponseHeaders } from './types.ts'

/** The headers of the auth API's responses that pages may read, beyond those that they always may. */
const EXPOSED = ['Allow', 'Date', 'Location', 'Retry-After']

/** Whether a value is an origin or `*`. An origin has no path, not even a slash. */
export function isCorsOrigin(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^(?:\*|[a-z][a-z\d+.-]*:\/\/[^\s/?#,]+)$/i.test(value) &&
    /^[!-~]+$/.test(value)
  )
}

/** What the CORS headers depend on. */
interface CorsContext {
  requestHeaders: RequestHeaders
  /** The methods of the path, when the request is a preflight. */
  preflightAllow?: string | undefined
  /** Further response headers that pages may read. */
  exposed?: readonly string[] | undefined
}

/**
 * The headers that let pages of another origin read a response (the Fetch standard's CORS protocol).
 *
 * @param allowedOrigin - The origin whose pages may read it, or `*`; `undefined` for none.
 */
export function corsHeaders(allowedOrigin: string | undefined, context: CorsContext): ResponseHeaders {
  if (allowedOrigin === undefined) return {}
  const { requestHeaders, preflightAllow, exposed = [] } = context
  const origin = {
    'access-control-allow-origin': allowedOrigin,
    ...(allowedOrigin !== '*' && { vary: 'Origin' }),
  }
  if (preflightAllow === undefined) {
    return { ...origin, 'access-control-expose-headers': [...EXPOSED, ...exposed].join(', ') }
  }
  const requested = requestHeaders['access-control-request-headers']
  return {
    ...origin,
    'access-control-allow-methods': preflightAllow,
    ...(requested !== undefined && { 'access-control-allow-headers': requested }),
    ...(requestHeaders['access-control-request-private-network'] && {
      'access-control-allow-private-network': 'true',
    }),
  }
}
