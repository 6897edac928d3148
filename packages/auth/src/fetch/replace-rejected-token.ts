import type { Clock } from '../runtime/clock.ts'
import type { CallOptions } from '../config/options.ts'

/** What is needed of a client to see to a refused access token. */
export interface TokenKeeper {
  getAccessToken(options?: CallOptions): Promise<string>
  invalidate(accessToken: string): void
}

/** How long a token that took the place of a refused one is not itself replaced when it is refused too. */
const ONE_RENEWAL_PER_MS = 10_000

/**
 * Takes an access token that an API answered with 401 and gives another to send the request again with.
 *
 * Undefined when the 401 is to be passed on: the renewal failed, or the token was itself the fruit of such a
 * renewal less than 10 s ago. So an endpoint that always answers 401 costs one renewal per 10 s.
 */
export type RefusedTokenReplacer = (
  refused: string,
  signal: AbortSignal | undefined,
) => Promise<string | undefined>

export function createRefusedTokenReplacer(tokens: TokenKeeper, clock: Clock): RefusedTokenReplacer {
  let latest: { accessToken: string; atMs: number } | undefined

  return async (refused, signal) => {
    if (refused === latest?.accessToken && clock.monotonic() - latest.atMs < ONE_RENEWAL_PER_MS)
      return undefined
    tokens.invalidate(refused)
    try {
      const accessToken = await tokens.getAccessToken({ signal })
      latest = { accessToken, atMs: clock.monotonic() }
      return accessToken
    } catch {
      return undefined // the 401 says more than why there is no other token
    }
  }
}
