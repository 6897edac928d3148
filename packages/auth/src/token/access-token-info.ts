import type { AccessToken } from '@qci-client/auth-api'

import { InvalidResponseError } from '../errors/errors.ts'
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

/** A field of the answer: one that the contract no longer has does not compile. */
export type WireField = keyof AccessToken

/**
 * Turns the API's answer into an {@link AccessTokenInfo}. Wire names end here.
 *
 * @param received - The body. Not trusted: a proxy may have written it. Unknown fields are ignored.
 * @throws {@link InvalidResponseError} that names the field and never quotes the body.
 * @see spec/auth-v1.openapi.yaml, schema `AccessToken`
 */
export function parseAccessToken(received: Record<string, unknown>): AccessTokenInfo {
  // Without a prototype: what was added to `Object.prototype` is no field of the response.
  const body: Record<string, unknown> = { __proto__: null, ...received }
  const text = (field: WireField) => (typeof body[field] === 'string' ? body[field] : undefined)
  const accessToken = text('access_token') ?? ''
  const expiresAtRfc3339 = text('expires_at_rfc3339') ?? ''
  const expiresAtMs = parseRfc3339(expiresAtRfc3339)
  const tokenType = text('token_type')
  // Visible ASCII is what can go into a header, and 16 KiB more than servers take.
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
