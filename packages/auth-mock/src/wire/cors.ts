/** The headers of answers that a script of another origin may read, beyond those that it always may. */
const EXPOSED = 'Allow, Date, Location, Retry-After'

/** Whether pages of one origin, or of all, can be meant by it. A path, if only a slash, would match no origin. */
export function isCorsOrigin(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^(?:\*|[a-z][a-z\d+.-]*:\/\/[^\s/?#,]+)$/i.test(value) &&
    /^[!-~]+$/.test(value)
  )
}

/**
 * The headers that let pages of another origin read an answer (the Fetch standard's CORS protocol).
 *
 * @param allowed - The origin that may, or `*`; `undefined` for none.
 * @param request - Headers of the request, in lower case.
 * @param preflightAllow - The methods of the path, when the request is a preflight.
 */
export function corsHeaders(
  allowed: string | undefined,
  request: Readonly<Record<string, string>>,
  preflightAllow?: string,
): Record<string, string> {
  if (allowed === undefined) return {}
  const origin = { 'access-control-allow-origin': allowed, ...(allowed !== '*' && { vary: 'Origin' }) }
  if (preflightAllow === undefined) return { ...origin, 'access-control-expose-headers': EXPOSED }
  const wanted = request['access-control-request-headers']
  return {
    ...origin,
    'access-control-allow-methods': preflightAllow,
    ...(wanted !== undefined && { 'access-control-allow-headers': wanted }),
    ...(request['access-control-request-private-network'] && {
      'access-control-allow-private-network': 'true',
    }),
  }
}
