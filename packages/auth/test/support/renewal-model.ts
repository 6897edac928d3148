/** The renewal rules in their plainest form, which the property test compares the client with. */

/** A token that the server has issued, and the limits that the client must derive for it. */
export interface ModelToken {
  value: string
  expiresAtMs: number
  /** Its end on the client's two clocks, counted from when its request was sent. */
  endWallMs: number
  endMonotonicMs: number
  /** R, M and S. */
  renewLeftMs: number
  marginMs: number
  unusableLeftMs: number
}

/** A running renewal, as far as it can be observed from outside. */
export interface ModelRenewal {
  startedAtMs: number
  attempts: number
  isForced: boolean
  /** When its next attempt must be sent, once one has failed. */
  retryAtMs: number | undefined
  /** Whether another exchange must follow at once, as long as a caller waits. */
  restarts: boolean
  /** Whether all callers for whom it was started may have aborted. */
  mayBeOver: boolean
}

export interface Instant {
  wallMs: number
  monotonicMs: number
}

export interface Failure {
  isRejection: boolean
  isTransient: boolean
  /** Undefined without Retry-After. */
  retryAfterMs?: number | undefined
  /** For how long calls without a usable token end with this failure. */
  comeBackAfterMs: number
}

const SENT_AGAIN_AFTER_MS = 10_000

export class RenewalModel {
  cached: ModelToken | undefined
  renewal: ModelRenewal | undefined
  backoffUntilMs = 0
  failures = 0
  /** Until when calls without a usable token fail without a request. */
  rejectedUntilMs = 0
  comeBackAtMs = 0
  /** Invalidated values, and those of responses that were dropped. */
  readonly dropped = new Set<string>()
  /** The token that was invalidated or rejected last. */
  latestBad: ModelToken | undefined
  /** The token that `replaceAccessToken` was called with or has resolved to last, and when. */
  latestReplaced = { value: '', atMs: Number.NEGATIVE_INFINITY }
  readonly random: number
  /** Values that were rejected since the running exchange began. */
  readonly #rejectedSince = new Set<string>()
  #latestRejected: string | undefined
  /** The rejected token that the running renewal replaces. */
  #replacing: string | undefined

  constructor(random: number) {
    this.random = random
  }

  left(at: Instant, token: ModelToken | undefined = this.cached): number {
    return token ? Math.min(token.endWallMs - at.wallMs, token.endMonotonicMs - at.monotonicMs) : 0
  }

  usable(at: Instant): ModelToken | undefined {
    return this.cached && this.left(at) > this.cached.unusableLeftMs ? this.cached : undefined
  }

  /** Whether a call that is not forced may start a renewal now, when none runs. */
  mayStart(at: Instant): boolean {
    const token = this.usable(at)
    if (!token) return at.monotonicMs >= Math.max(this.rejectedUntilMs, this.comeBackAtMs)
    return this.left(at) < token.renewLeftMs && at.monotonicMs >= this.backoffUntilMs
  }

  /** Whether a 401 for this token causes no renewal, because one was tried less than 10 s ago. */
  isReplacedRecently(value: string, at: Instant): boolean {
    const { latestReplaced } = this
    return value === latestReplaced.value && at.monotonicMs - latestReplaced.atMs < SENT_AGAIN_AFTER_MS
  }

  toToken(value: string, expiresAtMs: number, lifeMs: number, sent: Instant): ModelToken {
    const marginMs = Math.min(600_000, lifeMs / 2)
    const aheadMs = Math.min(300_000, lifeMs / 4)
    return {
      value,
      expiresAtMs,
      endWallMs: sent.wallMs + lifeMs,
      endMonotonicMs: sent.monotonicMs + lifeMs,
      marginMs,
      renewLeftMs: marginMs + aheadMs / 2 + (this.random * aheadMs) / 2,
      unusableLeftMs: Math.max(1_000, Math.min(5_000, lifeMs / 10)),
    }
  }

  startRenewal(isForced: boolean, at: Instant): ModelRenewal {
    this.endRenewal() // the one that all callers have aborted, if any
    this.renewal = {
      startedAtMs: at.monotonicMs,
      attempts: 1,
      isForced,
      retryAtMs: undefined,
      restarts: false,
      mayBeOver: false,
    }
    return this.renewal
  }

  /** The running exchange has brought a token. */
  succeed(token: ModelToken, at: Instant): void {
    const { renewal } = this
    this.rejectedUntilMs = this.comeBackAtMs = 0
    if (this.#rejectedSince.delete(token.value) && renewal) {
      this.#rejectedSince.clear()
      if (this.cached?.value !== token.value) this.dropped.add(token.value)
      renewal.restarts = true
      return
    }
    this.endRenewal()
    const isBetter =
      renewal?.isForced === true ||
      !this.cached ||
      !this.usable(at) ||
      (this.cached.value === this.#latestRejected && token.value !== this.#latestRejected) ||
      token.expiresAtMs > this.cached.expiresAtMs
    if (isBetter && this.left(at, token) > 0) {
      this.cached = token
      this.dropped.delete(token.value)
      this.failures = this.backoffUntilMs = 0
    } else if (this.usable(at)) {
      this.failures = 0
      this.backoffUntilMs = at.monotonicMs + Math.max(1_000, Math.min(30_000, this.left(at) / 2))
    }
  }

  /** An attempt of the running exchange has failed. */
  fail({ isRejection, isTransient, retryAfterMs, comeBackAfterMs }: Failure, at: Instant): void {
    const { renewal, random } = this
    if (!renewal) throw new Error('no renewal runs')
    const isUsable = this.usable(at) !== undefined
    // Remembered also before a retry, whose callers may all abort.
    if (!isUsable && comeBackAfterMs) this.comeBackAtMs = at.monotonicMs + Math.min(60_000, comeBackAfterMs)
    if (!isUsable && isTransient && renewal.attempts <= 2 && (retryAfterMs ?? 0) <= 10_000) {
      const isFirst = renewal.attempts === 1
      const delayMs =
        retryAfterMs === undefined
          ? random * (isFirst ? 250 : 500)
          : retryAfterMs + random * Math.max(retryAfterMs, isFirst || retryAfterMs === 0 ? 1_000 : 6_000)
      renewal.retryAtMs = at.monotonicMs + delayMs
      return
    }
    this.endRenewal()
    if (isUsable) {
      const d = Math.min(60_000, 5_000 * 2 ** this.failures)
      const backoffMs = isRejection ? 60_000 : d / 2 + (random * d) / 2
      this.backoffUntilMs = at.monotonicMs + Math.max(backoffMs, retryAfterMs ?? 0)
      this.failures += 1
      return
    }
    if (isRejection) this.rejectedUntilMs = at.monotonicMs + 5_000
  }

  endRenewal(): void {
    this.renewal = undefined
    this.#replacing = undefined
    this.#rejectedSince.clear()
  }

  /** `invalidate(value)`, or `invalidate()` without one. */
  invalidate(value?: string): void {
    const { cached, renewal } = this
    if (value !== undefined) this.#reject(value)
    if (value === undefined || cached?.value === value) {
      if (cached) this.dropped.add(cached.value)
      this.latestBad = cached ?? this.latestBad
      this.cached = undefined
    }
    if (value !== undefined || !renewal) return
    renewal.restarts = true
    this.#rejectedSince.clear()
  }

  /** `replaceAccessToken(value)` for the cached token. Returns whether no running renewal replaces it yet. */
  replace(value: string): boolean {
    this.latestBad = this.cached ?? this.latestBad
    const isNew = this.#replacing !== value
    if (isNew) this.#reject(value)
    return isNew
  }

  /** The renewal that runs replaces this token: more calls with it change nothing. */
  setReplacing(value: string): void {
    if (this.renewal) this.#replacing = value
  }

  #reject(value: string): void {
    this.#latestRejected = value
    if (this.renewal) this.#rejectedSince.add(value)
  }
}
