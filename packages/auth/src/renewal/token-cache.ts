import { createCachedToken } from './cached-token.ts'
import type { Config } from '../config/config.ts'
import { readCallOptions } from '../config/call-options.ts'
import type { CallOptions } from '../config/options.ts'
import { toSignalError } from '../runtime/abort-signal.ts'
import { RequestAbortedError } from '../errors/errors.ts'
import { emit } from '../events.ts'
import type { Exchange } from './exchange.ts'
import { createRenewalBackoff } from './renewal-backoff.ts'
import { decide } from './renewal-policy.ts'
import { createRenewer } from './renewer.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'
import { createSingleFlight } from './single-flight.ts'
import type { SingleFlight } from './single-flight.ts'
import { createStaleServing } from './stale-serving.ts'
import type { Token } from '../token/token.ts'

/** Caches an access token and renews it, one exchange at a time. Independent of HTTP. */
export interface TokenCache {
  /** Returns the cached token if it needs no renewal; otherwise `acquire` decides. */
  getFresh(): Token | undefined
  /** Returns the cached token if it is usable. */
  getUsable(): Token | undefined
  /** Resolves to a token for one call. */
  acquire(options: CallOptions | undefined): Promise<Token>
  /**
   * Resolves to the token of an exchange that replaces one that an API rejected with 401. All callers with the same
   * rejected token share the exchange. The rejected token stays cached until it succeeds. Rejects if it fails.
   */
  renewRejected(accessToken: string, signal: AbortSignal | undefined): Promise<Token>
  /**
   * Drops the cached token if it is this one. Calls made from now on do not get it from a running exchange.
   * Without an argument, drops any cached token and the response of a running exchange.
   */
  invalidate(accessToken: string | undefined): void
  /** Forgets the token and aborts running exchanges. Later calls reject with this error. */
  close(error: RequestAbortedError): void
}

/** How a renewal is started. */
interface RenewalSettings {
  /** Whether it continues when no caller waits. */
  isBackground?: boolean
  /** Whether a call with `forceRenewal` started it. */
  isForced?: boolean | undefined
  /** Whether it replaces a rejected token. */
  isReplacement?: boolean
}

export function createTokenCache(config: Config, exchange: Exchange): TokenCache {
  const { clock } = config
  // workerd cancels the promises of a request that has ended: there, each call runs its own exchange.
  const isShared = !isWorkerd()
  const cached = createCachedToken(clock)
  const backoff = createRenewalBackoff(config.random)
  const stale = createStaleServing(config, cached)
  const renewer = createRenewer({ config, exchange, cached, backoff, stale })
  let running: SingleFlight<Token> | undefined
  /** Starts when the running renewal ends, for calls that need an exchange that begins after them. */
  let followUp: SingleFlight<Token> | undefined
  /** The rejected token that the running renewal replaces. */
  let replacing: string | undefined
  let closed: RequestAbortedError | undefined

  const start = (renewal: SingleFlight<Token>) => {
    stale.startPeriod()
    renewal.start()
  }

  const plan = ({ isBackground = false, isForced = false, isReplacement = false }: RenewalSettings) => {
    const planned: SingleFlight<Token> = createSingleFlight({
      clock,
      run: (signal, isRestart) =>
        renewer.renew({
          signal,
          isForced: isForced || isReplacement,
          isRestart,
          canShare: !isForced,
          hasCallers: () => planned.hasCallers(),
        }),
      isBackground,
      onEnd() {
        if (followUp === planned) followUp = undefined // all its callers have aborted
        if (running !== planned) return
        running = followUp
        replacing = followUp = undefined
        if (running) start(running)
      },
    })
    return planned
  }

  const begin = (settings: RenewalSettings) => {
    const begun = plan(settings)
    if (isShared) running = begun
    start(begun)
    return begun
  }

  /** Returns the running renewal, or starts one in the background where that is possible. */
  const renewInBackground = (options: CallOptions, hasCaller: boolean) => {
    const waitUntil = options.waitUntil ?? config.waitUntil
    if (running || backoff.isActive(clock.monotonic()) || !(isShared || hasCaller || waitUntil))
      return running
    const begun = begin({ isBackground: true })
    if (!isShared) backoff.recordUnobserved(clock.monotonic())
    try {
      waitUntil?.(begun.result.catch(() => {})) // a failed renewal is not a failure of the request
    } catch {} // neither is a hook that throws
    return begun
  }

  const acquire = (given: CallOptions | undefined): Promise<Token> => {
    const options = readCallOptions(given)
    const { signal, forceRenewal: isForced } = options
    if (closed) return Promise.reject(closed)
    const signalError = toSignalError(signal)
    if (signalError) return Promise.reject(signalError)
    if (isForced && running) return (followUp ??= plan({ isForced })).wait(signal)
    const token = cached.get()
    const decision = isForced ? 'obtain' : decide(token, cached.leftMs())
    if (!token || decision === 'obtain') return (running ?? begin({ isForced })).wait(signal)
    if (decision !== 'serve') {
      const isWaiting = decision === 'waitForRenewal'
      const renewal = renewInBackground(options, isWaiting)
      if (isWaiting && renewal) return stale.serveAfter(renewal, signal)
      if (isWaiting) stale.serve()
    }
    return Promise.resolve(token)
  }

  return {
    getFresh: cached.getFresh,
    getUsable: cached.getUsable,
    acquire,
    renewRejected(accessToken, signal) {
      const token = closed || toSignalError(signal) ? undefined : cached.getUsable()
      if (token?.info.accessToken !== accessToken) return acquire({ signal })
      if (replacing !== accessToken) renewer.reject(accessToken)
      const renewal = running ?? begin({ isReplacement: true })
      if (isShared) replacing = accessToken
      return renewal.wait(signal)
    },
    invalidate(accessToken) {
      const dropped = cached.get()
      const isDropped = accessToken === undefined || dropped?.info.accessToken === accessToken
      if (isDropped) cached.set(undefined)
      if (accessToken !== undefined) renewer.reject(accessToken)
      else {
        renewer.distrustShared()
        const error = new RequestAbortedError('The token was invalidated.')
        if (running?.hasCallers()) running.restart(error)
        else running?.abort(error)
      }
      if (dropped && isDropped) emit(config, { type: 'invalidated' })
    },
    close(error) {
      closed = error
      cached.set(undefined)
      followUp?.abort(error)
      running?.abort(error)
    },
  }
}
