import { isRefusal } from './backoff.ts'
import type { Config } from './config.ts'
import { toAbortedError } from './deadline.ts'
import { RequestAbortedError } from './errors.ts'
import { emit } from './events.ts'
import type { AuthEventFacts } from './events.ts'
import type { Exchange, Exchanged } from './exchange.ts'
import { Flight } from './flight.ts'
import { HeldToken } from './held-token.ts'
import { HoldBack } from './hold-back.ts'
import type { AnyQciAuthError } from './is-qci-auth-error.ts'
import type { CallOptions } from './options.ts'
import { Patience } from './patience.ts'
import { RefusalMemory } from './refusal-memory.ts'

/** How long a try may take that nobody has to wait for. */
const LONGEST_UNAWAITED_TRY_MS = 30_000

/** Keeps an access token and decides for each call: hand it out, renew it behind, or wait. Knows nothing of HTTP. */
export class TokenCache {
  readonly #config: Config
  readonly #exchange: Exchange
  readonly #holdBack = new HoldBack()
  readonly #refusals = new RefusalMemory()
  readonly #patience: Patience
  #held: HeldToken | undefined
  #flight: Flight<HeldToken> | undefined
  /** Begins when the running flight has ended, for those who need an exchange that begins after their call. */
  #followUp: Flight<HeldToken> | undefined
  /** Access tokens that were declared bad while the flight runs. */
  readonly #invalidated = new Set<string>()
  #isClosed = false

  constructor(config: Config, exchange: Exchange) {
    this.#config = config
    this.#exchange = exchange
    this.#patience = new Patience(config.clock, config.renewalWaitMs)
  }

  /** The held token, when one reading of the clock shows that it is fresh; otherwise `acquire` decides. */
  peek(): HeldToken | undefined {
    const held = this.#held
    return held !== undefined && held.isKnownFresh(this.#config.clock.now()) ? held : undefined
  }

  /** A token for one call, by the design's table. */
  acquire(options: CallOptions | undefined): Promise<HeldToken> {
    const signal = options?.signal
    if (this.#isClosed) return Promise.reject(new RequestAbortedError('The client is closed.'))
    if (signal?.aborted) return Promise.reject(toAbortedError(signal))
    if (options?.forceRenewal) return this.#flightFromNowOn().join(signal)
    const held = this.#held
    const leftMs = this.#leftMs(held)
    if (held === undefined || leftMs <= held.lifetime.unusableLeftMs) {
      return (this.#flight ?? this.#begin({ runsOn: false })).join(signal)
    }
    if (leftMs < held.lifetime.marginMs) return this.#renewOrServeHeld(signal)
    if (leftMs < held.lifetime.renewLeftMs && !this.#flight && !this.#isHeldBack())
      this.#begin({ runsOn: true })
    return held.resolved
  }

  /** Drops the held token if it is this one; without one, whatever is held and the answer of a running flight. */
  invalidate(accessToken: string | undefined): void {
    const held = this.#held
    if (accessToken !== undefined && held?.info.accessToken !== accessToken) return
    this.#held = undefined
    if (accessToken === undefined) this.#dropRunningAnswer()
    else if (this.#flight) this.#invalidated.add(accessToken)
    if (held) this.#emit({ type: 'invalidated' })
  }

  /** Forgets everything and ends what runs. */
  close(): void {
    this.#isClosed = true
    this.#held = undefined
    const error = new RequestAbortedError('The client was closed.')
    this.#followUp?.abort(error)
    this.#flight?.abort(error)
  }

  /** The access token that is held, to be kept out of errors. */
  get heldAccessToken(): string | undefined {
    return this.#held?.info.accessToken
  }

  #renewOrServeHeld(signal: AbortSignal | undefined): Promise<HeldToken> {
    if (!this.#flight && this.#isHeldBack()) return Promise.resolve(this.#serveHeld() as HeldToken)
    const flight = this.#flight ?? this.#begin({ runsOn: true })
    return this.#patience.wait(flight, signal, () => this.#serveHeld())
  }

  /** The held token for a caller who did not get a renewed one; undefined when none is usable any more. */
  #serveHeld(): HeldToken | undefined {
    if (!this.#isUsable()) return undefined
    this.#emit({ type: 'servedStale', leftMs: this.#leftMs(this.#held) })
    return this.#held
  }

  #flightFromNowOn(): Flight<HeldToken> {
    if (!this.#flight) return this.#begin({ runsOn: false, isForced: true })
    this.#followUp ??= this.#plan({ runsOn: false, isForced: true })
    return this.#followUp
  }

  #begin(kind: FlightKind): Flight<HeldToken> {
    this.#flight = this.#plan(kind)
    return this.#flight.start()
  }

  #plan({ runsOn, isForced = false }: FlightKind): Flight<HeldToken> {
    const flight = new Flight<HeldToken>({
      runsOn,
      run: (signal) => this.#renew(signal, isForced),
      onEnd: () => this.#afterFlight(flight),
    })
    return flight
  }

  #afterFlight(flight: Flight<HeldToken>): void {
    if (this.#followUp === flight) this.#followUp = undefined // all who asked for it have left
    if (this.#flight !== flight) return
    this.#invalidated.clear()
    this.#patience.end()
    this.#flight = this.#followUp
    this.#followUp = undefined
    this.#flight?.start()
  }

  #dropRunningAnswer(): void {
    const error = new RequestAbortedError('The answer was dropped by invalidate().')
    if (this.#flight?.hasCallers) this.#flight.restart(error)
    else this.#flight?.abort(error)
  }

  async #renew(signal: AbortSignal, isForced: boolean): Promise<HeldToken> {
    const { clock } = this.#config
    let apiToken: string | undefined
    try {
      const exchanged = await this.#exchange({
        signal,
        mayRetry: () => !this.#isUsable(),
        longestTryMs: () => (isForced || !this.#isUsable() ? undefined : LONGEST_UNAWAITED_TRY_MS),
        admit: (given) => {
          apiToken = given
          if (!isForced && !this.#isUsable()) this.#refusals.admit(given, clock.monotonic())
        },
        heldAccessToken: () => this.heldAccessToken,
      })
      signal.throwIfAborted()
      return this.#accept(exchanged)
    } catch (error) {
      if (!signal.aborted) this.#noteFailure(error as AnyQciAuthError, apiToken)
      throw error
    }
  }

  /** Holds a new token if it is better than the held one. Those who wait for it get it all the same. */
  #accept(exchanged: Exchanged): HeldToken {
    const token = new HeldToken(exchanged, this.#config)
    const { accessToken, expiresAtMs } = token.info
    this.#refusals.forget()
    const newLeftMs = this.#leftMs(token)
    if (newLeftMs <= 0) {
      if (!exchanged.isByServerClock) this.#emit({ type: 'clockSuspect', expiredForMs: -newLeftMs })
      return token
    }
    if (this.#invalidated.has(accessToken)) return token
    const heldLeftMs = this.#leftMs(this.#held)
    if (this.#held && heldLeftMs > 0 && expiresAtMs <= this.#held.info.expiresAtMs) {
      this.#holdBack.afterExchangeWithoutGain(heldLeftMs, this.#config.clock.monotonic())
      return token
    }
    this.#held = token
    this.#holdBack.reset()
    this.#emit({ type: 'renewed', expiresAtMs })
    return token
  }

  #noteFailure(error: AnyQciAuthError, apiToken: string | undefined): void {
    if (this.#refusals.holds(error)) return // nothing was asked
    const { clock, random } = this.#config
    const hasRefused = isRefusal(error)
    let heldBackMs: number | undefined
    if (this.#isUsable()) heldBackMs = this.#holdBack.afterFailure(error, clock.monotonic(), random)
    else if (hasRefused && apiToken !== undefined) this.#refusals.remember(apiToken, error, clock.monotonic())
    this.#emit({ type: hasRefused ? 'refused' : 'renewalFailed', error, heldBackMs })
  }

  #isUsable(): boolean {
    return this.#held !== undefined && this.#leftMs(this.#held) > this.#held.lifetime.unusableLeftMs
  }

  #leftMs(token: HeldToken | undefined): number {
    const { clock } = this.#config
    return token === undefined ? 0 : token.leftMs(clock.now(), clock.monotonic())
  }

  #isHeldBack(): boolean {
    return this.#holdBack.isActive(this.#config.clock.monotonic())
  }

  #emit(facts: AuthEventFacts): void {
    const { clock, onEvent } = this.#config
    if (onEvent) emit(onEvent, { ...facts, atMs: clock.now() })
  }
}

interface FlightKind {
  /** Whether it goes on when nobody waits for it: so it is when a usable token is held. */
  runsOn: boolean
  /** Whether it asks the API however things stand. */
  isForced?: boolean
}
