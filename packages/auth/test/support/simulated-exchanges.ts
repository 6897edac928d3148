import { apiError } from './harness.ts'
import type { Instant } from './renewal-model.ts'
import type { SimulatedWorld } from './simulated-world.ts'

/** How a request is answered: with a token of some life, with one again that is held or was, or not well. */
export type Answer = { lifeMs: number } | 'same' | 'bad' | 'away' | { status: number; retryAfter?: string }

interface Exchange {
  order: number
  sent: Instant
  signal: AbortSignal
  isOpen: boolean
  resolve: (response: Response) => void
  reject: (error: unknown) => void
}

/** The requests that the client sends, and their answers. */
export class SimulatedExchanges {
  readonly #world: SimulatedWorld
  readonly #demand: () => { isWanted: boolean; isForced: boolean }
  readonly #all: Exchange[] = []

  /** @param demand - What the callers are there for. */
  constructor(world: SimulatedWorld, demand: () => { isWanted: boolean; isForced: boolean }) {
    this.#world = world
    this.#demand = demand
  }

  get count(): number {
    return this.#all.length
  }

  /** The one that waits for its answer. */
  get open(): Exchange | undefined {
    return this.#all.findLast(({ isOpen, signal }) => isOpen && !signal.aborted)
  }

  /** A request: one at a time, and only when the design asks for it. */
  receive(signal: AbortSignal): Promise<Response> {
    if (signal.aborted) return Promise.reject(signal.reason as Error) // as fetch does: nothing is sent
    const world = this.#world
    const { model, now } = world
    world.expect(!this.open, 'two requests at a time')
    const { flight } = model
    const isRetry = flight?.retryAtMs === now.monotonicMs && !flight.mayBeOver
    const isAnew = flight?.restarts === true
    if (flight && (isRetry || isAnew)) {
      flight.tries = isAnew ? 1 : flight.tries + 1
      flight.retryAtMs = undefined
      flight.restarts = false
      world.note(isAnew ? 'began anew' : 'tried again')
    } else {
      world.expect(!flight || flight.mayBeOver, 'a request that is no further try while an exchange runs')
      const { isWanted, isForced } = this.#demand()
      world.expect(isForced || (isWanted && model.mayStart(now)), 'a request that nobody wanted')
      model.endFlight() // the one that all have left, if any
      model.flight = { tries: 1, isForced, retryAtMs: undefined, restarts: false, mayBeOver: false }
      world.note(isForced ? 'forced' : model.usable(now) ? 'began behind a token' : 'began without a token')
    }
    const order = world.nextOrder()
    return new Promise((resolve, reject) => {
      this.#all.push({ order, sent: now, signal, isOpen: true, resolve, reject })
    })
  }

  /** Answers the request that is open; `late` one that is open no more, which must change nothing. */
  answer(answer: Answer, late: boolean): void {
    const world = this.#world
    const exchange = late ? this.#all.find(({ isOpen, signal }) => isOpen && signal.aborted) : this.open
    if (!exchange) return
    exchange.isOpen = false
    if (late) world.note('late answer')
    if (typeof answer === 'object' && 'status' in answer) {
      const { status, retryAfter } = answer
      const retryAfterMs = Number(retryAfter ?? 0) * 1_000
      if (!late) world.fail({ isRefusal: status === 401, isPassing: status >= 500, retryAfterMs })
      exchange.resolve(apiError(status, retryAfter ? { 'retry-after': retryAfter } : {}))
    } else if (answer === 'away') {
      if (!late) world.fail({ isRefusal: false, isPassing: true, retryAfterMs: 0 })
      exchange.reject(new TypeError('fetch failed'))
    } else {
      exchange.resolve(this.#toResponse(answer, exchange, late))
    }
  }

  #toResponse(answer: 'same' | 'bad' | { lifeMs: number }, sent: Exchange, late: boolean): Response {
    const world = this.#world
    const { model, now } = world
    const serverNowMs = Math.floor(Date.UTC(2026, 0, 1) + now.monotonicMs - world.startMs)
    const known = answer === 'same' ? model.held : answer === 'bad' ? model.latestBad : undefined
    const same = late ? undefined : known
    const value = same?.value ?? `token-${sent.order}`
    const expiresAtMs =
      same?.expiresAtMs ?? serverNowMs + (typeof answer === 'string' ? 60_000 : answer.lifeMs)
    const dateMs = Math.floor(serverNowMs / 1_000) * 1_000
    if (late) {
      model.dropped.add(value)
    } else if (expiresAtMs > dateMs) {
      world.answered = { value, order: sent.order, atMs: now.monotonicMs }
      model.succeed(model.toToken(value, expiresAtMs, expiresAtMs - dateMs, sent.sent), now)
      world.flightEndedAt = world.nextOrder()
    } else {
      world.fail({ isRefusal: false, isPassing: false, retryAfterMs: 0 })
    }
    return Response.json(
      { access_token: value, expires_at_rfc3339: new Date(expiresAtMs).toISOString() },
      { headers: { date: new Date(dateMs).toUTCString() } },
    )
  }
}
