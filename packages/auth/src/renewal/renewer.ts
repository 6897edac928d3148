import type { CachedToken } from './cached-token.ts'
import type { Config } from '../config/config.ts'
import { emit } from '../events.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'
import type { Exchange } from './exchange.ts'
import { createFailureMemory } from './failure-memory.ts'
import type { RenewalBackoff } from './renewal-backoff.ts'
import { isRejection } from './retry-policy.ts'
import type { StaleServing } from './stale-serving.ts'
import { leftMs } from '../token/lifetime.ts'
import type { Token } from '../token/token.ts'

/** Runs exchanges and records their results: the cached token, backoff, remembered failures, events. */
export interface Renewer {
  /** Runs exchanges until one returns a token that its callers may have. */
  renew(options: RenewOptions): Promise<Token>
  /**
   * Marks an access token as rejected. A running renewal does not cache it; if its exchange returns that token, its
   * callers get the result of a second exchange.
   */
  reject(accessToken: string): void
  /** Makes the next exchange ignore shared tokens, because all are invalid. */
  distrustShared(): void
}

/** How one renewal runs. */
export interface RenewOptions {
  /** Aborts the renewal. */
  signal: AbortSignal
  /** Whether the token is cached even if it expires no later, and remembered failures are ignored. */
  isForced: boolean
  /** Whether it runs in place of one that was aborted. Its callers would have waited for a retry. */
  isRestart: boolean
  /** Whether the token may be one that another client shares. */
  canShare: boolean
  /** Whether a caller waits. */
  hasCallers: () => boolean
}

/** How many rejected access tokens are remembered. */
const MAX_REJECTED = 8

interface RenewerParts {
  config: Config
  exchange: Exchange
  cached: CachedToken
  backoff: RenewalBackoff
  stale: StaleServing
}

export function createRenewer({ config, exchange, cached, backoff, stale }: RenewerParts): Renewer {
  const { clock } = config
  const { getUsable } = cached
  const failures = createFailureMemory()
  /** For each running exchange the access tokens that were rejected since it began. */
  const rejectedSince = new Set<Set<string>>()
  /** The latest rejected access token: while it is cached, any other one is better. */
  let latestRejected: string | undefined
  /** The latest rejected access tokens. They are never accepted from other clients. */
  const rejectedAccessTokens = new Set<string>()
  let isSharedTrusted = true

  const renew = async (options: RenewOptions): Promise<Token> => {
    const { signal, isForced } = options
    const startedAtMs = clock.monotonic()
    const rejected = new Set<string>()
    const isUsable = () => getUsable() !== undefined
    let apiToken: string | undefined
    rejectedSince.add(rejected)
    try {
      if (!isForced && !options.isRestart && !isUsable()) failures.assertNotTooEarly(startedAtMs)
      const current = cached.get()?.info
      const token = await exchange({
        signal,
        rejectedAccessTokens,
        // A token with the same expiry may replace a rejected one: an API may give all tokens the same expiry.
        cachedExpiresAtMs: current && current.expiresAtMs - Number(current.accessToken === latestRejected),
        isForced: !options.canShare || !isSharedTrusted,
        assertNotRejected(given) {
          apiToken = given
          if (!isForced && !isUsable()) failures.assertNotRejected(given, clock.monotonic())
        },
        isBackground: () => !isForced && isUsable(),
        canRetry: () => !isUsable(),
        // For the calls that come after all callers of this exchange have aborted.
        onRetry: (error) => failures.remember(error, undefined, clock.monotonic()),
      })
      signal.throwIfAborted()
      failures.clear()
      isSharedTrusted = true
      if (!rejected.has(token.info.accessToken)) {
        accept(token, isForced, clock.monotonic() - startedAtMs)
        return token
      }
      if (!options.hasCallers()) return token
    } catch (error) {
      if (!signal.aborted && !failures.isRemembered(error)) {
        noteFailure(error as AnyQciAuthError, apiToken, clock.monotonic() - startedAtMs)
      }
      throw error
    } finally {
      rejectedSince.delete(rejected)
    }
    return renew(options) // its callers came after the token was rejected: they need another exchange
  }

  /** Caches a token that is better than the cached one. The callers get it either way. */
  const accept = (token: Token, isForced: boolean, durationMs: number) => {
    const { accessToken, expiresAtMs } = token.info
    const current = cached.get()?.info
    const newLeftMs = leftMs(token, clock.now(), clock.monotonic())
    const currentLeftMs = cached.leftMs()
    const isBetter =
      isForced ||
      !getUsable() ||
      (current!.accessToken === latestRejected && accessToken !== latestRejected) ||
      expiresAtMs > current!.expiresAtMs
    if (isBetter && newLeftMs > 0) {
      cached.set(token)
      backoff.reset()
      stale.reset()
      emit(config, { type: 'renewed', expiresAtMs, durationMs })
      return
    }
    if (getUsable()) backoff.recordNoGain(currentLeftMs, clock.monotonic())
    stale.startPeriod()
    if (newLeftMs <= 0 && !token.isByServerClock) {
      emit(config, { type: 'clockSkewSuspected', expiredForMs: 0 - newLeftMs })
    }
  }

  const noteFailure = (error: AnyQciAuthError, apiToken: string | undefined, durationMs: number) => {
    const nowMs = clock.monotonic()
    let backoffMs: number | undefined
    if (getUsable()) backoffMs = backoff.recordFailure(error, nowMs)
    else failures.remember(error, apiToken, nowMs)
    stale.startPeriod()
    if (isRejection(error)) emit(config, { type: 'apiTokenRejected', error, backoffMs })
    else emit(config, { type: 'renewalFailed', error, backoffMs, durationMs })
  }

  return {
    renew,
    reject(accessToken) {
      latestRejected = accessToken
      rejectedAccessTokens.delete(accessToken) // to be the newest
      const [oldest] = rejectedAccessTokens.add(accessToken)
      if (rejectedAccessTokens.size > MAX_REJECTED) rejectedAccessTokens.delete(oldest!)
      for (const rejected of rejectedSince) rejected.add(accessToken)
    },
    distrustShared() {
      isSharedTrusted = false
    },
  }
}
