import type { Clock } from '../runtime/clock.ts'

/** The members of the token cache that replace a rejected access token. */
export interface RejectedTokenRenewer {
  /** Returns the cached token if it is usable. */
  getUsable(): { info: { accessToken: string } } | undefined
  /** Resolves to a token that replaces the rejected one, which stays cached until then. */
  renewRejected(
    accessToken: string,
    signal: AbortSignal | undefined,
  ): Promise<{ info: { accessToken: string } }>
}

/** For this long after a 401, neither the same token nor its replacement causes another renewal. */
const RENEWAL_INTERVAL_MS = 10_000

/**
 * Takes an access token that an API rejected with 401, and resolves to another one with which to send the request
 * again.
 *
 * Resolves to undefined when the caller should return the 401: the renewal failed, or this token was rejected or
 * obtained by such a renewal less than 10 s ago. So an endpoint that always responds with 401 causes one renewal per
 * 10 s. Never rejects. The rejected token stays cached until the renewal succeeds.
 */
export type RejectedTokenReplacer = (
  rejected: string,
  signal: AbortSignal | undefined,
) => Promise<string | undefined>

export function createRejectedTokenReplacer(
  tokens: RejectedTokenRenewer,
  clock: Clock,
): RejectedTokenReplacer {
  /** The token of the latest renewal, or the one that it failed to replace. */
  let latest: { accessToken: string; atMonotonicMs: number } | undefined

  return async (rejected, signal) => {
    const cached = tokens.getUsable()?.info.accessToken
    if (cached !== undefined && cached !== rejected) return cached
    const isRecent = latest && clock.monotonic() - latest.atMonotonicMs < RENEWAL_INTERVAL_MS
    if (isRecent && rejected === latest?.accessToken) return undefined
    try {
      const { accessToken } = (await tokens.renewRejected(rejected, signal)).info
      latest = { accessToken, atMonotonicMs: clock.monotonic() }
      return accessToken
    } catch {
      if (!signal?.aborted) latest = { accessToken: rejected, atMonotonicMs: clock.monotonic() }
      return undefined // the 401 is more useful to the caller than the error of the renewal
    }
  }
}
