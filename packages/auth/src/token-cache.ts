import { isRefusal } from './backoff.ts'
import type { Config } from './config.ts'
import { toAbortedError } from './deadline.ts'
import { RequestAbortedError } from './errors.ts'
import { emit } from './events.ts'
import type { Exchange, Exchanged } from './exchange.ts'
import { createFlight } from './flight.ts'
import type { Flight } from './flight.ts'
import { createHoldBack } from './hold-back.ts'
import type { AnyQciAuthError } from './is-qci-auth-error.ts'
import { leftMs } from './lifetime.ts'
import type { CallOptions } from './options.ts'
import { createRefusalMemory } from './refusal-memory.ts'
import { toToken } from './token.ts'
import type { Token } from './token.ts'

/** Keeps an access token and decides for each call: hand it out, renew it behind, or wait. Knows nothing of HTTP. */
export interface TokenCache {
  /** The held token, when one reading of the clock shows that it is fresh; otherwise `acquire` decides. */
  peek(): Token | undefined
  /** A token for one call. */
  acquire(options: CallOptions | undefined): Promise<Token>
  /** Drops the held token if it is this one; without one, whatever is held and the answer of a running flight. */
  invalidate(accessToken: string | undefined): void
  /** Forgets everything and ends what runs. */
  close(error: RequestAbortedError): void
  /** The access token that is held, to be kept out of errors. */
  heldAccessToken(): string | undefined
}

/** How long a try may take that nobody has to wait for. */
const LONGEST_UNAWAITED_TRY_MS = 30_000

export function createTokenCache(config: Config, exchange: Exchange): TokenCache {
  const { clock, renewalWaitMs } = config
  const holdBack = createHoldBack(config.random)
  const refusals = createRefusalMemory()
  /** Access tokens that were declared bad while the flight runs. */
  const invalidated = new Set<string>()
  let held: Token | undefined
  /** Between these instants of the wall clock it is known to be fresh without reading the monotonic one. */
  let freshFromMs = 0
  let freshUntilMs = 0
  let flight: Flight<Token> | undefined
  /** Begins when the running flight has ended, for those who need an exchange that begins after their call. */
  let followUp: Flight<Token> | undefined
  /** Aborted when the running flight ends: releases the timers of those who wait for a limited time. */
  let flightEnd = new AbortController()
  let closed: RequestAbortedError | undefined

  const left = (token: Token | undefined) => (token ? leftMs(token, clock.now(), clock.monotonic()) : 0)
  const usable = () => (held && left(held) > held.unusableLeftMs ? held : undefined)
  const isHeldBack = () => holdBack.isActive(clock.monotonic())

  const plan = (runsOn: boolean, isForced = false) => {
    const planned = createFlight<Token>(
      (signal) => renew(signal, isForced),
      runsOn,
      () => {
        if (followUp === planned) followUp = undefined // all who asked for it have left
        if (flight !== planned) return
        invalidated.clear()
        flightEnd.abort()
        flightEnd = new AbortController()
        flight = followUp
        followUp = undefined
        flight?.start()
      },
    )
    return planned
  }
  const begin = (runsOn: boolean, isForced?: boolean) => {
    flight = plan(runsOn, isForced)
    flight.start()
    return flight
  }

  const renew = async (signal: AbortSignal, isForced: boolean) => {
    let apiToken: string | undefined
    try {
      const exchanged = await exchange({
        signal,
        mayRetry: () => !usable(),
        longestTryMs: () => (isForced || !usable() ? undefined : LONGEST_UNAWAITED_TRY_MS),
        admit: (given) => {
          apiToken = given
          if (!isForced && !usable()) refusals.admit(given, clock.monotonic())
        },
        heldAccessToken: () => held?.info.accessToken,
      })
      signal.throwIfAborted()
      return accept(exchanged)
    } catch (error) {
      if (!signal.aborted && !refusals.holds(error)) noteFailure(error as AnyQciAuthError, apiToken)
      throw error
    }
  }

  /** Holds a new token if it is better than the held one. Those who wait for it get it all the same. */
  const accept = (exchanged: Exchanged) => {
    const token = toToken(exchanged, config)
    const { accessToken, expiresAtMs } = token.info
    const newLeftMs = left(token)
    const heldLeftMs = left(held)
    if (newLeftMs <= 0) {
      if (!exchanged.isByServerClock) emit(config, { type: 'clockSuspect', expiredForMs: -newLeftMs })
    } else if (held && heldLeftMs > 0 && expiresAtMs <= held.info.expiresAtMs) {
      holdBack.afterExchangeWithoutGain(heldLeftMs, clock.monotonic())
    } else if (!invalidated.has(accessToken)) {
      held = token
      freshUntilMs = 0
      holdBack.end()
      emit(config, { type: 'renewed', expiresAtMs })
    }
    return token
  }

  const noteFailure = (error: AnyQciAuthError, apiToken: string | undefined) => {
    const hasRefused = isRefusal(error)
    let heldBackMs: number | undefined
    if (usable()) heldBackMs = holdBack.afterFailure(error, clock.monotonic())
    else if (hasRefused && apiToken !== undefined) refusals.remember(apiToken, error, clock.monotonic())
    emit(config, { type: hasRefused ? 'refused' : 'renewalFailed', error, heldBackMs })
  }

  /** The renewed token, or, when that takes too long or fails, the held one if it is still usable. */
  const renewOrServeHeld = (signal: AbortSignal | undefined) =>
    new Promise<Token>((resolve, reject) => {
      let isWaiting = true
      const serveHeld = () => {
        const token = isWaiting && !signal?.aborted ? usable() : undefined
        if (!token) return false
        isWaiting = false
        emit(config, { type: 'servedStale', leftMs: left(token) })
        resolve(token)
        return true
      }
      if (!flight && isHeldBack()) {
        serveHeld()
        return
      }
      const joined = (flight ?? begin(true)).join(signal)
      const settle = (token: Token) => {
        isWaiting = false
        resolve(token)
      }
      joined.then(settle, (error: unknown) => serveHeld() || reject(error))
      clock.sleep(renewalWaitMs, flightEnd.signal).then(serveHeld, () => {})
    })

  const drop = (accessToken: string | undefined) => {
    const error = new RequestAbortedError('The answer was dropped by invalidate().')
    if (held) emit(config, { type: 'invalidated' })
    held = undefined
    freshUntilMs = 0
    if (accessToken !== undefined) invalidated.add(accessToken)
    else if (flight?.hasCallers()) flight.restart(error)
    else flight?.abort(error)
  }

  return {
    peek() {
      const nowMs = clock.now()
      return nowMs >= freshFromMs && nowMs < freshUntilMs ? held : undefined
    },
    acquire(options) {
      const signal = options?.signal
      if (closed) return Promise.reject(closed)
      if (signal?.aborted) return Promise.reject(toAbortedError(signal))
      if (options?.forceRenewal) {
        if (!flight) return begin(false, true).join(signal)
        followUp ??= plan(false, true)
        return followUp.join(signal)
      }
      const leftNowMs = left(held)
      if (!held || leftNowMs <= held.unusableLeftMs) return (flight ?? begin(false)).join(signal)
      if (leftNowMs < held.marginMs) return renewOrServeHeld(signal)
      if (leftNowMs < held.renewLeftMs) {
        if (!flight && !isHeldBack()) begin(true)
      } else {
        freshFromMs = clock.now()
        freshUntilMs = freshFromMs + Math.min(1_000, leftNowMs - held.renewLeftMs)
      }
      return Promise.resolve(held)
    },
    invalidate(accessToken) {
      if (accessToken === undefined || held?.info.accessToken === accessToken) drop(accessToken)
    },
    close(error) {
      closed = error
      held = undefined
      freshUntilMs = 0
      followUp?.abort(error)
      flight?.abort(error)
    },
    heldAccessToken: () => held?.info.accessToken,
  }
}
