import { apiError } from './harness.ts'
import type { Instant } from './renewal-model.ts'
import type { SimulatedCallers } from './simulated-callers.ts'
import type { SimulationState } from './simulation-state.ts'

/** A response: a token of some life, the cached or a bad token again, or a failure. */
export type Outcome =
  | { lifeMs: number }
  | 'same'
  | 'bad'
  | 'away'
  | { status: number; retryAfter?: string | undefined }

interface Exchange {
  order: number
  sent: Instant
  signal: AbortSignal
  isOpen: boolean
  resolve: (response: Response) => void
  reject: (error: unknown) => void
}

/** The requests that the client sends, and their responses. */
export class SimulatedExchanges {
  readonly #state: SimulationState
  readonly #callers: Pick<SimulatedCallers, 'demand' | 'startNext' | 'waitFor'>
  readonly #all: Exchange[] = []

  constructor(state: SimulationState, callers: Pick<SimulatedCallers, 'demand' | 'startNext' | 'waitFor'>) {
    this.#state = state
    this.#callers = callers
  }

  get count(): number {
    return this.#all.length
  }

  /** The request that has no response yet. */
  get open(): Exchange | undefined {
    return this.#all.findLast(({ isOpen, signal }) => isOpen && !signal.aborted)
  }

  /** Receives a request: one at a time, and only when the rules require it. */
  receive(signal: AbortSignal): Promise<Response> {
    if (signal.aborted) return Promise.reject(signal.reason as Error) // as fetch does: nothing is sent
    const state = this.#state
    const { model, now } = state
    state.expect(!this.open, 'two requests at a time')
    const { renewal } = model
    const isRetry = renewal?.retryAtMs === now.monotonicMs && !renewal.mayBeOver
    const isRestart = renewal?.restarts === true && this.#callers.waitFor(renewal)
    if (renewal?.restarts && !isRestart) renewal.mayBeOver = true // for nobody: this is the renewal after it
    if (renewal && (isRetry || isRestart)) {
      renewal.attempts = isRestart ? 1 : renewal.attempts + 1
      renewal.retryAtMs = undefined
      renewal.restarts = false
      state.note(isRestart ? 'restarted' : 'retried')
    } else {
      state.expect(!renewal || renewal.mayBeOver, 'a request that is no retry while a renewal runs')
      const { isWanted, isForced } = this.#callers.demand()
      state.expect(isForced || (isWanted && model.mayStart(now)), 'a request that no call needs')
      this.#callers.startNext(model.startRenewal(isForced, now))
      state.startPeriod()
      state.note(
        isForced ? 'forced' : model.usable(now) ? 'started in background' : 'started without a token',
      )
    }
    const order = state.nextOrder()
    return new Promise((resolve, reject) => {
      this.#all.push({ order, sent: now, signal, isOpen: true, resolve, reject })
    })
  }

  /** Responds to the open request; `late` to one that was aborted, which must change nothing. */
  respond(outcome: Outcome, late: boolean): void {
    const state = this.#state
    const exchange = late ? this.#all.find(({ isOpen, signal }) => isOpen && signal.aborted) : this.open
    if (!exchange) return
    exchange.isOpen = false
    if (late) state.note('late response')
    if (typeof outcome === 'object' && 'status' in outcome) {
      const { status, retryAfter } = outcome
      const retryAfterMs = retryAfter === undefined ? undefined : Number(retryAfter) * 1_000
      const isComeBack = status === 429 || (retryAfter !== undefined && [403, 503].includes(status))
      if (!late) {
        state.fail({
          isRejection: [401, 403].includes(status),
          isTransient: [429, 503].includes(status),
          retryAfterMs,
          comeBackAfterMs: isComeBack ? (retryAfterMs ?? 1_000) : 0,
        })
      }
      exchange.resolve(apiError(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }))
    } else if (outcome === 'away') {
      if (!late) state.fail({ isRejection: false, isTransient: true, comeBackAfterMs: 0 })
      exchange.reject(new TypeError('fetch failed'))
    } else {
      exchange.resolve(this.#toResponse(outcome, exchange, late))
    }
  }

  #toResponse(outcome: 'same' | 'bad' | { lifeMs: number }, sent: Exchange, late: boolean): Response {
    const state = this.#state
    const { model, now } = state
    const serverNowMs = Math.floor(Date.UTC(2026, 0, 1) + now.monotonicMs - state.startMs)
    const known = outcome === 'same' ? model.cached : outcome === 'bad' ? model.latestBad : undefined
    const same = late ? undefined : known
    const value = same?.value ?? `token-${sent.order}`
    const expiresAtMs =
      same?.expiresAtMs ?? serverNowMs + (typeof outcome === 'string' ? 60_000 : outcome.lifeMs)
    const dateMs = Math.floor(serverNowMs / 1_000) * 1_000
    if (late) {
      model.dropped.add(value)
    } else if (expiresAtMs > dateMs) {
      state.received = { value, order: sent.order, atMs: now.monotonicMs }
      model.succeed(model.toToken(value, expiresAtMs, expiresAtMs - dateMs, sent.sent), now)
      if (!model.renewal) {
        state.renewalEndedAt = state.nextOrder()
        state.startPeriod()
      }
    } else {
      state.fail({ isRejection: false, isTransient: false, comeBackAfterMs: 0 })
    }
    return Response.json(
      { access_token: value, expires_at_rfc3339: new Date(expiresAtMs).toISOString() },
      { headers: { date: new Date(dateMs).toUTCString() } },
    )
  }
}
