import { isRefusal } from './retry-policy.ts'
import type { Config } from '../config/config.ts'
import { toAbortedError } from '../runtime/deadline.ts'
import { RequestAbortedError } from '../errors/errors.ts'
import { emit } from '../events.ts'
import type { Exchange } from './exchange.ts'
import { createFlight } from './single-flight.ts'
import type { Flight } from './single-flight.ts'
import { createHeldToken } from './cached-token.ts'
import { createHoldBack } from './renewal-backoff.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'
import { leftMs } from '../token/lifetime.ts'
import type { CallOptions } from '../config/options.ts'
import { createRefusalMemory } from './rejected-api-token.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'
import { renewedOrHeld } from './serve-stale.ts'
import type { Token } from '../token/token.ts'

/** Keeps an access token and decides for each call: hand it out, renew it behind, or wait. Knows nothing of HTTP. */
export interface TokenCache {
  /** The held token, when one reading of the clock shows that it is fresh; otherwise `acquire` decides. */
  peek(): Token | undefined
  /** A token for one call. */
  acquire(options: CallOptions | undefined): Promise<Token>
  /**
   * A token in place of one that an API rejected with 401: the cached one if that is another, otherwise the
   * token of an exchange that all callers with the same rejected token share. The rejected token stays cached
   * until that exchange succeeds. If it fails, the promise rejects.
   */
  renewRejected(accessToken: string, signal: AbortSignal | undefined): Promise<Token>
  /** Drops the held token if it is this one; without one, whatever is held and the answer of a running flight. */
  invalidate(accessToken: string | undefined): void
  /** Forgets everything and ends what runs. */
  close(error: RequestAbortedError): void
}

export function createTokenCache(config: Config, exchange: Exchange): TokenCache {
  const { clock } = config
  const isShared = !isWorkerd()
  const held = createHeldToken(clock)
  const { usable } = held
  const holdBack = createHoldBack(config.random)
  const refusals = createRefusalMemory()
  /** For each exchange that runs the access tokens that were declared bad since it began. */
  const invalidated = new Set<Set<string>>()
  let flight: Flight<Token> | undefined
  /** Begins when the running flight has ended, for those who need an exchange that begins after their call. */
  let followUp: Flight<Token> | undefined
  let closed: RequestAbortedError | undefined

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
      const token = await exchange(signal, admit, isBehind, () => !usable())
      signal.throwIfAborted()
      accept(token, invalidatedSince, isForced)
      return token
    } catch (error) {
      if (!signal.aborted && !refusals.holds(error)) noteFailure(error as AnyQciAuthError, apiToken)
      throw error
    } finally {
      invalidated.delete(invalidatedSince)
    }
  }

  /** Caches a token that expires later than the cached one, or was obtained by force. Waiters get it either way. */
  const accept = (token: Token, invalidatedSince: Set<string>, isForced?: boolean) => {
    const { accessToken, expiresAtMs } = token.info
    const newLeftMs = leftMs(token, clock.now(), clock.monotonic())
    const heldLeftMs = held.leftMs()
    const isGain = isForced || heldLeftMs <= 0 || expiresAtMs > held.get()!.info.expiresAtMs
    if (isGain && newLeftMs > 0 && !invalidatedSince.has(accessToken)) {
      held.hold(token)
      holdBack.end()
      emit(config, { type: 'renewed', expiresAtMs })
      return
    }
    if (usable()) holdBack.gainedNothing(heldLeftMs, clock.monotonic())
    if (newLeftMs <= 0 && !token.isByServerClock) {
      emit(config, { type: 'clockSkewSuspected', expiredForMs: 0 - newLeftMs })
    }
  }

  const noteFailure = (error: AnyQciAuthError, apiToken: string | undefined) => {
    const hasRefused = isRefusal(error)
    const nowMs = clock.monotonic()
    let backoffMs: number | undefined
    if (usable()) backoffMs = holdBack.failed(error, nowMs)
    else if (hasRefused && apiToken) refusals.remember(apiToken, error, nowMs)
    emit(config, { type: hasRefused ? 'apiTokenRejected' : 'renewalFailed', error, backoffMs })
  }

  const serveHeld = () => {
    const token = usable()
    if (token) emit(config, { type: 'servedStale', leftMs: held.leftMs() })
    return token
  }

  return {
    peek: held.fresh,
    acquire(options) {
      const signal = options?.signal
      held.endFreshness()
      if (closed) return Promise.reject(closed)
      if (signal?.aborted) return Promise.reject(toAbortedError(signal))
      if (options?.forceRenewal && flight) return (followUp ??= plan(false, true)).join(signal)
      const token = held.get()
      const leftNowMs = held.leftMs()
      if (options?.forceRenewal || !token || leftNowMs <= token.unusableLeftMs) {
        return (flight ?? begin(false, options)).join(signal)
      }
      if (leftNowMs >= token.renewLeftMs) {
        held.setFresh(leftNowMs - token.renewLeftMs)
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
      if (begun) return renewedOrHeld(begun, signal, clock, config.renewalWaitMs, serveHeld)
      serveHeld()
      return Promise.resolve(token)
    },
    renewRejected(accessToken, signal) {
      const token = closed ? undefined : usable()
      if (!token) return this.acquire({ signal })
      if (token.info.accessToken !== accessToken) return Promise.resolve(token)
      return (flight ?? begin(false, { forceRenewal: true })).join(signal)
    },
    invalidate(accessToken) {
      const dropped = held.get()
      if (accessToken !== undefined && dropped?.info.accessToken !== accessToken) return
      held.hold(undefined)
      if (accessToken !== undefined) for (const since of invalidated) since.add(accessToken)
      else {
        const error = new RequestAbortedError('The token was invalidated.')
        if (flight?.hasCallers()) flight.start(error)
        else flight?.abort(error)
      }
      if (dropped) emit(config, { type: 'invalidated' })
    },
    close(error) {
      closed = error
      held.hold(undefined)
      followUp?.abort(error)
      flight?.abort(error)
    },
  }
}

/** A hook that throws disturbs nobody, and a renewal that fails behind a token is no failure of the request. */
function keepAwake(options: CallOptions | undefined, renewal: Promise<unknown>): void {
  try {
    options?.waitUntil?.(renewal.catch(() => {}))
  } catch {}
}
