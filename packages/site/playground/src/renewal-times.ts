import { TOKEN_EXPIRATION_MARGIN_MS } from '@qci-client/auth'

import type { TokenRecord } from './history.ts'

/** The client's default `renewAheadMs`. */
export const RENEW_AHEAD_MS = 300_000

/**
 * When the client renews a token, with its default options and tokens that live for an hour.
 *
 * @param drawn - The random number that the client drew for this token.
 */
export function toRenewalTimes(
  expiresAtMs: number,
  drawn: number,
): Pick<TokenRecord, 'expiresAtMs' | 'marginAtMs' | 'renewAtMs'> {
  const marginAtMs = expiresAtMs - TOKEN_EXPIRATION_MARGIN_MS
  return { expiresAtMs, marginAtMs, renewAtMs: marginAtMs - (RENEW_AHEAD_MS * (1 + drawn)) / 2 }
}
