import type { Lifetime } from '../token/lifetime.ts'

/**
 * What a call gets:
 *
 * - `serve`: the cached token at once.
 * - `serveAndRenew`: the cached token at once, while a background renewal starts.
 * - `waitForRenewal`: the renewed token, or the cached one if the renewal is slow or fails.
 * - `obtain`: the token or the error of an exchange, because no cached token is usable.
 */
export type Decision = 'serve' | 'serveAndRenew' | 'waitForRenewal' | 'obtain'

/**
 * Decides what a call gets, by the remaining life of the cached token. It is the table in `docs/architecture.md`.
 *
 * @param token - The cached token's limits; undefined when no token is cached.
 * @param leftMs - Its remaining life, in milliseconds.
 */
export function decide(
  token: Pick<Lifetime, 'renewLeftMs' | 'marginMs' | 'unusableLeftMs'> | undefined,
  leftMs: number,
): Decision {
  if (!token || !(leftMs > token.unusableLeftMs)) return 'obtain' // NaN, from a wrong clock or store, is not usable
  if (leftMs < token.marginMs) return 'waitForRenewal'
  return leftMs < token.renewLeftMs ? 'serveAndRenew' : 'serve'
}
