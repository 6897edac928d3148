import type { SharingContext, TokenSharing } from '../config/sharing.ts'
import { createLease } from './lease.ts'
import { deriveKeys, openToken, sealToken } from './sealed-token.ts'
import type { TokenKeys } from './sealed-token.ts'
import { createServerClock } from './server-clock.ts'
import { createStoreCalls } from './store-calls.ts'
import type { StoreCalls } from './store-calls.ts'
import type { TokenStore } from './token-store.ts'

/** Options of {@link shareTokens}. */
export interface ShareTokensOptions {
  /**
   * The prefix of all keys in the store.
   *
   * @defaultValue `'qci-auth:'`
   */
  prefix?: string | undefined
}

/** How long a process waits for another one's exchange before it exchanges by itself, in milliseconds. */
const LONGEST_WAIT_MS = 12_000

/**
 * Shares one access token among all processes that use the same store, API token and URL. For the option `sharing` of
 * `AuthClient`.
 *
 * Before an exchange, the client reads the store and uses a token that another process has obtained meanwhile.
 * Otherwise one process claims a lease of 5 s and exchanges the API token. The others poll the store for its token,
 * for at most 12 s. Values are encrypted with a key that is derived from the API token. A store that fails, is slow
 * or contains other values never makes a call fail: the process exchanges the API token itself, and the event
 * `storeFailed` reports a failure.
 *
 * @param store - A `Map`, Keyv, Cacheable, cache-manager, `redisStore(client)` or `folderStore(path)`.
 *
 * @example
 * ```ts
 * const client = new AuthClient({ sharing: shareTokens(redisStore(new Redis())) })
 * ```
 */
export function shareTokens(
  store: TokenStore,
  { prefix = 'qci-auth:' }: ShareTokensOptions = {},
): TokenSharing {
  const startCalls = createStoreCalls(store)
  const serverClock = createServerClock()
  const getKeys = createKeyMemory(prefix)

  /** Returns the stored token, if it may be used. */
  const read = async (keys: TokenKeys, { call }: StoreCalls, context: SharingContext) => {
    const token = await openToken(await call('get', keys.name), keys)
    const { cachedExpiresAtMs = 0, rejectedAccessTokens, clock, expirationMarginMs } = context
    if (!token || token.expiresAtMs <= cachedExpiresAtMs) return undefined
    if (rejectedAccessTokens.has(token.body['access_token'] as string)) return undefined
    const storeLeftMs = store.leftMs ? Number(await call('leftMs', keys.name)) : 0
    const leftMs = serverClock.leftMs(token, storeLeftMs, clock)
    const marginMs = Math.min(expirationMarginMs, token.lifeMs / 2)
    return leftMs > marginMs ? { ...token, leftMs } : undefined
  }

  return async (context, exchange) => {
    const calls = startCalls(context)
    const { clock, isForced, random, signal } = context
    const keys = await getKeys(context).catch(() => undefined) // no WebCrypto, for example in a page without TLS
    if (!keys) return exchange()
    const lease = createLease(keys.name, calls, context, store)

    try {
      if (!isForced) {
        const endsAtMs = clock.monotonic() + LONGEST_WAIT_MS
        let isOwnTurn = false
        for (let pollMs = 100; ; pollMs = Math.min(400, pollMs * 1.5)) {
          const found = await read(keys, calls, context)
          if (found) return found
          const remainingMs = endsAtMs - clock.monotonic()
          if (isOwnTurn || calls.hasFailed() || remainingMs <= 0) break
          // With the lease, read again: it may have been free because another process has just finished.
          isOwnTurn = await lease.acquire()
          if (!isOwnTurn) await clock.sleep(Math.min(remainingMs, 50 + random() * (pollMs - 50)), signal)
        }
      }
      const response = await exchange()
      const obtainedAtMs = response.expiresAtMs - response.leftMs
      serverClock.advanceTo(obtainedAtMs, clock)
      const value = await sealToken({ ...response, obtainedAtMs }, keys)
      const ttlMs = Math.floor(response.leftMs)
      if (ttlMs > 0) await calls.call('set', keys.name, value, ttlMs)
      return response
    } finally {
      await lease.release()
    }
  }
}

/** Derives the keys again only when the API token changes. */
function createKeyMemory(prefix: string): (context: SharingContext) => Promise<TokenKeys> {
  let latest: { apiToken: string; url: string; keys: Promise<TokenKeys> } | undefined
  return ({ apiToken, url }) => {
    if (latest?.apiToken !== apiToken || latest.url !== url) {
      latest = { apiToken, url, keys: deriveKeys(apiToken, url, prefix) }
    }
    return latest.keys
  }
}
