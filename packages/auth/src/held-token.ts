import type { AccessTokenInfo } from './access-token.ts'
import type { Config } from './config.ts'
import type { Exchanged } from './exchange.ts'
import { toAuthorization } from './headers.ts'
import { leftMs, toLifetime } from './lifetime.ts'
import type { Lifetime } from './lifetime.ts'

/** An access token in memory, with all that the cached path hands out made beforehand. */
export class HeldToken {
  readonly info: AccessTokenInfo
  readonly authorization: string
  readonly lifetime: Lifetime
  /** Fulfilled: the same promise for everybody, so that a cached call makes none. */
  readonly resolved: Promise<HeldToken>
  readonly resolvedInfo: Promise<AccessTokenInfo>
  readonly resolvedAccessToken: Promise<string>

  /** Between these two instants of the wall clock it is known to be fresh without reading the monotonic one. */
  #freshFromMs = Number.POSITIVE_INFINITY
  #freshUntilMs = Number.NEGATIVE_INFINITY

  constructor({ info, sentAtMs, sentAtMonotonicMs, lifeMs }: Exchanged, config: Config) {
    this.info = info
    this.authorization = toAuthorization(info.accessToken)
    this.lifetime = toLifetime(sentAtMs, sentAtMonotonicMs, lifeMs, config)
    this.resolved = Promise.resolve(this)
    this.resolvedInfo = Promise.resolve(info)
    this.resolvedAccessToken = Promise.resolve(info.accessToken)
  }

  /** Whether it is known to be fresh, from one reading of the wall clock: the hot path. */
  isKnownFresh(nowMs: number): boolean {
    return nowMs >= this.#freshFromMs && nowMs < this.#freshUntilMs
  }

  /**
   * What is left of it, by both clocks. When it is fresh, that is taken as known for a second of wall time,
   * or until the wall clock goes back.
   */
  leftMs(nowMs: number, monotonicMs: number): number {
    const left = leftMs(this.lifetime, nowMs, monotonicMs)
    const freshForMs = left - this.lifetime.renewLeftMs
    this.#freshFromMs = nowMs
    this.#freshUntilMs = nowMs + Math.min(1_000, freshForMs)
    return left
  }
}
