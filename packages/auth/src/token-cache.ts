import { isRefusal } from './backoff.ts'
import type { Config } from './config.ts'
import { toAbortedError } from './deadline.ts'
import { RequestAbortedError } from './errors.ts'
import { emit } from './events.ts'
import type { Exchange } from './exchange.ts'
import { createFlight } from './flight.ts'
import type { Flight } from './flight.ts'
import { createHoldBack } from './hold-back.ts'
import type { AnyQciAuthError } from './is-qci-auth-error.ts'
import { leftMs } from './lifetime.ts'
import type { CallOptions } from './options.ts'
import { createRefusalMemory } from './refusal-memory.ts'
import { isWorkerd } from './runtime.ts'
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
  secret(): string | undefined
}

export function createTokenCache(config: Config, exchange: Exchange): TokenCache {
  const { clock } = config
  const isShared = !isWorkerd()
  const holdBack = createHoldBack(config.random)
  const refusals = createRefusalMemory()
  /** For each exchange that runs the access tokens that were declared bad since it began. */
  const invalidated = new Set<Set<string>>()
  let held: Token | undefined
  /** Between these instants of the wall clock it is known to be fresh without reading the monotonic one. */
  let freshFromMs = 0
  let freshUntilMs = 0
  let flight: Flight<Token> | undefined
  /** Begins when the running flight has ended, for those who need an exchange that begins after their call. */
  let followUp: Flight<Token> | undefined
  let closed: RequestAbortedError | undefined

  const hold = (token: Token | undefined) => {
    held = token
    freshUntilMs = 0
  }
  const left = (token: Token | undefined) => (token ? leftMs(token, clock.now(), clock.monotonic()) : 0)
  const usable = () => (held && left(held) > held.unusableLeftMs ? held : undefined)

  const plan = (runsOn: boolean, isForced?: boolean) => {
    const planned = createFlight(
      (signal) => renew(signal, isForced),
      runsOn,
      () => {
        if (followUp === planned) followUp = undefined // all who asked for it have left
        if (flight !== planned) return
        flight = followUp
        followUp = undefined
        flight?.start()
      },
    )
    return planned
  }

  const begin = (runsOn: boolean, options?: CallOptions) => {
    const begun = plan(runsOn, options?.forceRenewal)
    if (isShared) flight = begun
    begun.start()
    return begun
  }

  const renew = async (signal: AbortSignal, isForced?: boolean) => {
    const invalidatedSince = new Set<string>()
    let apiToken: string | undefined
    const admit = (given: string) => {
      apiToken = given
      if (!isForced && !usable()) refusals.admit(given, clock.monotonic())
    }
    const isBehind = () => !isForced && !!usable()
    invalidated.add(invalidatedSince)
    try {
      const token = await exchange(signal, held?.info.accessToken, admit, isBehind, () => !usable())
      signal.throwIfAborted()
      accept(token, invalidatedSince)
      return token
    } catch (error) {
      if (!signal.aborted && !refusals.holds(error)) noteFailure(error as AnyQciAuthError, apiToken)
      throw error
    } finally {
      invalidated.delete(invalidatedSince)
    }
  }

  /** Holds a new token if it is better than the held one. Those who wait for it get it all the same. */
  const accept = (token: Token, invalidatedSince: Set<string>) => {
    const { accessToken, expiresAtMs } = token.info
    const newLeftMs = left(token)
    const heldLeftMs = left(held)
    const isGain = !held || heldLeftMs <= 0 || expiresAtMs > held.info.expiresAtMs
    if (isGain && newLeftMs > 0 && !invalidatedSince.has(accessToken)) {
      hold(token)
      holdBack.end()
      emit(config, { type: 'renewed', expiresAtMs })
      return
    }
    if (usable()) holdBack.gainedNothing(heldLeftMs, clock.monotonic())
    if (newLeftMs <= 0 && !token.isByServerClock) {
      emit(config, { type: 'clockSuspect', expiredForMs: -newLeftMs })
    }
  }

  const noteFailure = (error: AnyQciAuthError, apiToken: string | undefined) => {
    const hasRefused = isRefusal(error)
    const nowMs = clock.monotonic()
    let heldBackMs: number | undefined
    if (usable()) heldBackMs = holdBack.failed(error, nowMs)
    else if (hasRefused && apiToken) refusals.remember(apiToken, error, nowMs)
    emit(config, { type: hasRefused ? 'refused' : 'renewalFailed', error, heldBackMs })
  }

  const serveStale = (token: Token, leftNowMs: number) => {
    emit(config, { type: 'servedStale', leftMs: leftNowMs })
    return token
  }

  /** The renewed token, or, when that takes too long or fails, the held one if it is still usable. */
  const renewOrServeHeld = (begun: Flight<Token>, signal: AbortSignal | undefined) =>
    new Promise<Token>((resolve, reject) => {
      let isWaiting = true
      const serveHeld = () => {
        const substitute = isWaiting && !signal?.aborted && usable()
        if (!substitute) return false
        isWaiting = false
        resolve(serveStale(substitute, left(substitute)))
        return true
      }
      const settle = (renewed: Token) => {
        isWaiting = false
        resolve(renewed)
      }
      begun.join(signal).then(settle, (error: unknown) => serveHeld() || reject(error))
      clock.sleep(config.renewalWaitMs, begun.ended).then(serveHeld, () => {})
    })

  return {
    peek() {
      if (!held) return undefined
      const nowMs = clock.now()
      return nowMs >= freshFromMs && nowMs < freshUntilMs ? held : undefined
    },
    acquire(options) {
      const signal = options?.signal
      freshUntilMs = 0 // or a clock that was set back would in time come by it again
      if (closed) return Promise.reject(closed)
      if (signal?.aborted) return Promise.reject(toAbortedError(signal))
      if (options?.forceRenewal && flight) return (followUp ??= plan(false, true)).join(signal)
      const leftNowMs = left(held)
      if (options?.forceRenewal || !held || leftNowMs <= held.unusableLeftMs) {
        return (flight ?? begin(false, options)).join(signal)
      }
      const token = held
      if (leftNowMs >= token.renewLeftMs) {
        freshFromMs = clock.now()
        freshUntilMs = freshFromMs + Math.min(1_000, leftNowMs - token.renewLeftMs)
        return Promise.resolve(token)
      }
      const isWaiting = leftNowMs < token.marginMs
      let begun = flight
      if (!begun && !holdBack.isActive(clock.monotonic()) && (isShared || isWaiting || options?.waitUntil)) {
        begun = begin(true)
        if (!isShared) holdBack.unseen(clock.monotonic())
        keepAwake(options, begun.result)
      }
      if (!isWaiting) return Promise.resolve(token)
      return begun ? renewOrServeHeld(begun, signal) : Promise.resolve(serveStale(token, leftNowMs))
    },
    invalidate(accessToken) {
      if (accessToken !== undefined && held?.info.accessToken !== accessToken) return
      const hadToken = held
      hold(undefined)
      if (accessToken !== undefined) for (const since of invalidated) since.add(accessToken)
      else {
        const error = new RequestAbortedError('The token was invalidated.')
        if (flight?.hasCallers()) flight.start(error)
        else flight?.abort(error)
      }
      if (hadToken) emit(config, { type: 'invalidated' })
    },
    close(error) {
      closed = error
      hold(undefined)
      followUp?.abort(error)
      flight?.abort(error)
    },
    secret: () => held?.info.accessToken,
  }
}

/** A hook that throws disturbs nobody, and a renewal that fails behind a token is no failure of the request. */
function keepAwake(options: CallOptions | undefined, renewal: Promise<unknown>): void {
  try {
    options?.waitUntil?.(renewal.catch(() => {}))
  } catch {}
}
