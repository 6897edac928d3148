/** Rules of the design in their plainest form, for the property test to hold the client against. */

/** A token that the server has given out, and what the client must know of it. */
export interface ModelToken {
  value: string
  expiresAtMs: number
  /** Its end on the client's two clocks, counted from the moment at which it was asked for. */
  endWallMs: number
  endMonotonicMs: number
  /** R, M and S. */
  renewLeftMs: number
  marginMs: number
  unusableLeftMs: number
}

/** An exchange that runs, as far as it can be seen from outside. */
export interface ModelFlight {
  tries: number
  isForced: boolean
  /** When its next try must be sent, once one has failed. */
  retryAtMs: number | undefined
  /** Whether `invalidate()` makes it begin anew. */
  restarts: boolean
  /** Whether all for whom it was started may have left it. */
  mayBeOver: boolean
}

export interface Instant {
  wallMs: number
  monotonicMs: number
}

export type Failure = { isRefusal: boolean; isPassing: boolean; retryAfterMs: number }

export class RenewalModel {
  held: ModelToken | undefined
  flight: ModelFlight | undefined
  heldBackUntilMs = 0
  failures = 0
  rememberedUntilMs = 0
  /** Values that were declared bad, or came as answers of exchanges that were dropped. */
  readonly dropped = new Set<string>()
  /** The token that was declared bad last. */
  latestBad: ModelToken | undefined
  /** What was declared bad since the running exchange began: its answer does not bring it back. */
  readonly #bad = new Set<string>()
  readonly random: number

  constructor(random: number) {
    this.random = random
  }

  left(at: Instant, token: ModelToken | undefined = this.held): number {
    return token ? Math.min(token.endWallMs - at.wallMs, token.endMonotonicMs - at.monotonicMs) : 0
  }

  usable(at: Instant): ModelToken | undefined {
    return this.held && this.left(at) > this.held.unusableLeftMs ? this.held : undefined
  }

  /** Whether a call may start an exchange now, when none runs. */
  mayStart(at: Instant): boolean {
    const token = this.usable(at)
    if (!token) return at.monotonicMs >= this.rememberedUntilMs
    return this.left(at) < token.renewLeftMs && at.monotonicMs >= this.heldBackUntilMs
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
      unusableLeftMs: Math.min(5_000, lifeMs / 10),
    }
  }

  /** The running exchange has brought a token. */
  succeed(token: ModelToken, at: Instant): void {
    const isBad = this.#bad.has(token.value)
    const isForced = this.flight?.isForced === true
    this.endFlight()
    const isGain = isForced || !this.held || this.left(at) <= 0 || token.expiresAtMs > this.held.expiresAtMs
    if (isGain && this.left(at, token) > 0 && !isBad) {
      this.held = token
      this.dropped.delete(token.value)
      this.failures = this.heldBackUntilMs = 0
    } else if (this.usable(at)) {
      this.failures = 0
      this.heldBackUntilMs = at.monotonicMs + Math.max(1_000, Math.min(30_000, this.left(at) / 2))
    }
  }

  /** A try of the running exchange has failed. */
  fail({ isRefusal, isPassing, retryAfterMs }: Failure, at: Instant): void {
    const { flight } = this
    if (!flight) throw new Error('no exchange runs')
    const isUsable = this.usable(at) !== undefined
    if (!isUsable && isPassing && flight.tries <= 2 && retryAfterMs <= 10_000) {
      const jitterMs = this.random * Math.min(4_000, 250 * 2 ** (flight.tries - 1))
      flight.retryAtMs = at.monotonicMs + Math.max(jitterMs, retryAfterMs)
      return
    }
    this.endFlight()
    if (isUsable) {
      const d = Math.min(60_000, 5_000 * 2 ** this.failures)
      const backoffMs = isRefusal ? 60_000 : d / 2 + (this.random * d) / 2
      this.heldBackUntilMs = at.monotonicMs + Math.max(backoffMs, retryAfterMs)
      this.failures += 1
    } else if (isRefusal) {
      this.rememberedUntilMs = at.monotonicMs + 5_000
    }
  }

  endFlight(): void {
    this.flight = undefined
    this.#bad.clear()
  }

  /** `invalidate(value)`, or `invalidate()` without one. */
  invalidate(value?: string): void {
    if (value !== undefined && this.held?.value !== value) return
    if (this.held) this.dropped.add(this.held.value)
    if (value !== undefined && this.flight) this.#bad.add(value)
    this.latestBad = this.held ?? this.latestBad
    this.held = undefined
    if (value !== undefined || !this.flight) return
    this.flight.restarts = true
    this.#bad.clear()
  }
}
