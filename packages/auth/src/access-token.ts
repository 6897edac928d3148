import { toFieldError } from './field.ts'
import { parseRfc3339 } from './rfc3339.ts'

/** An access token, until when it is good, and whose it is. Frozen. */
export interface AccessTokenInfo {
  /** What goes into Authorization, after `Bearer `. */
  readonly accessToken: string
  /** As the API wrote it; undefined when it left it out. */
  readonly tokenType: string | undefined
  /** Undefined when the API left it out. */
  readonly organizationId: string | undefined
  /** Undefined when the API left it out. */
  readonly userId: string | undefined
  /** The expiry as the API wrote it. */
  readonly expiresAtRfc3339: string
  /** The same instant in milliseconds since the Unix epoch, by the API's clock. */
  readonly expiresAtMs: number
}

/** Visible ASCII, which is what can go into a header, and no more of it than servers take. */
const ACCESS_TOKEN = /^[!-~]{1,16384}$/

/**
 * Turns the API's answer into an {@link AccessTokenInfo}. Wire names end here.
 *
 * @param body - Not trusted: a proxy may have written it. Unknown fields are ignored.
 * @throws {@link InvalidResponseError} that names the field and never quotes the body.
 * @see spec/auth-v1.openapi.yaml, schema `AccessToken`
 */
export function parseAccessToken(body: Record<string, unknown>): AccessTokenInfo {
  const { access_token: accessToken, expires_at_rfc3339: expiresAtRfc3339, token_type: tokenType } = body
  if (typeof accessToken !== 'string' || !ACCESS_TOKEN.test(accessToken)) {
    throw toFieldError('access_token', 'must be a string of visible ASCII, at most 16 KiB')
  }
  const expiresAtMs = typeof expiresAtRfc3339 === 'string' ? parseRfc3339(expiresAtRfc3339) : undefined
  if (expiresAtMs === undefined) {
    throw toFieldError('expires_at_rfc3339', 'must be an RFC 3339 date-time such as 2023-07-15T08:16:59Z')
  }
  const isBearer = typeof tokenType === 'string' && /^bearer$/i.test(tokenType)
  if (tokenType !== undefined && tokenType !== null && !isBearer) {
    throw toFieldError('token_type', 'must be Bearer')
  }
  return Object.freeze({
    accessToken,
    tokenType: toText(tokenType),
    organizationId: toText(body['organization_id']),
    userId: toText(body['user_id']),
    expiresAtRfc3339: expiresAtRfc3339 as string,
    expiresAtMs,
  })
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
