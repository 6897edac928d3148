import type { AccessToken } from '@qci-client/auth-api'

import { InvalidResponseError } from '../errors/errors.ts'
import { parseRfc3339 } from './rfc3339.ts'

/** An access token with its expiry, type, organization and user, as the API sent them. The object is frozen. */
export interface AccessTokenInfo {
  /** The access token, without the scheme: requests send `Authorization: Bearer <accessToken>`. */
  readonly accessToken: string
  /** The token's type as the API sent it: `Bearer`, in any case. Undefined when the API omitted it. */
  readonly tokenType: string | undefined
  /** The ID of the user's organization. Undefined when the API omitted it. */
  readonly organizationId: string | undefined
  /** The ID of the user to whom the token belongs. Undefined when the API omitted it. */
  readonly userId: string | undefined
  /** The expiry as the API sent it, an RFC 3339 string such as `2026-01-01T01:00:00Z`. */
  readonly expiresAtRfc3339: string
  /** The expiry in milliseconds since the Unix epoch, by the API's clock. */
  readonly expiresAtMs: number
}

/** The name of a field of a token response. A name that is not in the contract does not compile. */
export type WireField = keyof AccessToken

/**
 * Parses the body of a token response into an {@link AccessTokenInfo}. Other code does not use the wire names.
 *
 * @param received - The body. Not trusted: a proxy may have written it. Unknown fields are ignored.
 * @throws {@link InvalidResponseError} that names the field and never quotes the body.
 * @see spec/auth-v1.openapi.yaml, schema `AccessToken`
 */
export function parseAccessToken(received: Record<string, unknown>): AccessTokenInfo {
  // Without a prototype: what was added to `Object.prototype` is not a field of the response.
  const body: Record<string, unknown> = { __proto__: null, ...received }
  const text = (field: WireField) => (typeof body[field] === 'string' ? body[field] : undefined)
  const accessToken = text('access_token') ?? ''
  const expiresAtRfc3339 = text('expires_at_rfc3339') ?? ''
  const expiresAtMs = parseRfc3339(expiresAtRfc3339)
  const tokenType = text('token_type')
  // Visible ASCII can be sent in a header, and 16 KiB is more than servers accept.
  if (!/^[!-~]{1,16384}$/.test(accessToken)) {
    throw new InvalidResponseError('is not visible ASCII of at most 16 KiB', 'access_token')
  }
  if (expiresAtMs === undefined) {
    throw new InvalidResponseError('is not an RFC 3339 date-time', 'expires_at_rfc3339')
  }
  if (
    (body['token_type' satisfies WireField] ?? undefined) !== undefined &&
    !/^bearer$/i.test(tokenType ?? '')
  ) {
    throw new InvalidResponseError('is not "Bearer"', 'token_type')
  }
  return Object.freeze({
    accessToken,
    tokenType,
    organizationId: text('organization_id'),
    userId: text('user_id'),
    expiresAtRfc3339,
    expiresAtMs,
  })
}
