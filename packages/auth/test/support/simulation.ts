import type { AuthClient } from '@qci-client/auth'

import { apiError, createHarness } from './harness.ts'
import { RenewalModel } from './renewal-model.ts'
import type { Failure, Instant, ModelToken } from './renewal-model.ts'
import { settle, TestClock } from './test-clock.ts'

const TIMEOUT_MS = 20_000
const RENEWAL_WAIT_MS = 2_000

interface Caller {
  isForced: boolean
  /** When it called: in the order of all that happens, and by the clock. */
  order: number
  atMs: number
  controller: AbortController
  isPending: boolean
}

interface Exchange {
  order: number
  sent: Instant
  signal: AbortSignal
  isOpen: boolean
  resolve: (response: Response) => void
  reject: (error: unknown) => void
}

/** How a request is answered: with a token of some life, with one again that is held or was, or not well. */
export type Answer = { lifeMs: number } | 'same' | 'bad' | 'away' | { status: number; retryAfter?: string }

/** A client, the model beside it, and every law that shows from outside checked at each step. */
export class Simulation {
  readonly model: RenewalModel
  readonly clock = new TestClock()
  readonly violations: string[] = []
  /** How often what happened, for the coverage. */
  readonly situations = new Map<string, number>()
  readonly #client: AuthClient
  readonly #callers: Caller[] = []
  readonly #exchanges: Exchange[] = []
  readonly #startMs = this.clock.monotonic()
  #order = 0
  #flightEndedAt = 0
  #tokens = 0
  /** Between these moments of the wall clock a step of it, back to them, goes unnoticed for this token. */
  #unnoticed = { token: undefined as ModelToken | undefined, fromMs: 0, untilMs: 0 }
  #mayBeUnnoticed = false
  /** The token with which the latest request was answered, and when. */
  #answered = { value: '', order: 0, atMs: 0 }

  constructor(random: number) {
    this.model = new RenewalModel(random)
    const { client } = createHarness(
      {
        timeoutMs: TIMEOUT_MS,
        random: () => random,
        fetch: (request) => this.#receive((request as Request).signal),
        onEvent: ({ type }) => this.#note(type),
      },
      this.clock,
    )
    this.#client = client
  }

  get now(): Instant {
    return { wallMs: this.clock.now(), monotonicMs: this.clock.monotonic() }
  }

  #note(situation: string): void {
    this.situations.set(situation, (this.situations.get(situation) ?? 0) + 1)
  }

  #expect(isGood: boolean, law: string): void {
    if (!isGood) this.violations.push(law)
  }

  get #open(): Exchange | undefined {
    return this.#exchanges.findLast(({ isOpen, signal }) => isOpen && !signal.aborted)
  }

  /** A request: one at a time, and only when the design asks for it. */
  #receive(signal: AbortSignal): Promise<Response> {
    if (signal.aborted) return Promise.reject(signal.reason as Error) // as fetch does: nothing is sent
    const { model, now } = this
    this.#expect(!this.#open, 'two requests at a time')
    const { flight } = model
    const isRetry = flight?.retryAtMs === now.monotonicMs && !flight.mayBeOver
    const isAnew = flight?.restarts === true
    if (flight && (isRetry || isAnew)) {
      flight.tries = isAnew ? 1 : flight.tries + 1
      flight.retryAtMs = undefined
      flight.restarts = false
      this.#note(isAnew ? 'began anew' : 'tried again')
    } else {
      this.#expect(!flight || flight.mayBeOver, 'a request that is no further try while an exchange runs')
      const isWanted = this.#callers.some(({ order }) => order > this.#flightEndedAt)
      const forced = this.#callers.some((caller) => caller.isPending && caller.isForced)
      this.#expect(forced || (isWanted && model.mayStart(now)), 'a request that nobody wanted')
      model.endFlight() // the one that all have left, if any
      model.flight = { tries: 1, isForced: forced, retryAtMs: undefined, restarts: false, mayBeOver: false }
      this.#note(forced ? 'forced' : model.usable(now) ? 'began behind a token' : 'began without a token')
    }
    this.#order += 1
    return new Promise((resolve, reject) => {
      this.#exchanges.push({ order: this.#order, sent: now, signal, isOpen: true, resolve, reject })
    })
  }

  #isUnnoticed({ wallMs }: Instant): boolean {
    const { token, fromMs, untilMs } = this.#unnoticed
    return token !== undefined && token === this.model.held && wallMs >= fromMs && wallMs < untilMs
  }

  async call(isForced: boolean): Promise<void> {
    const { model, now } = this
    const controller = new AbortController()
    this.#order += 1
    const caller: Caller = {
      isForced,
      order: this.#order,
      atMs: now.monotonicMs,
      controller,
      isPending: true,
    }
    this.#callers.push(caller)
    const isLooked = isForced || !this.#isUnnoticed(now)
    if (isLooked) this.#unnoticed.token = undefined
    this.#mayBeUnnoticed = !isLooked
    const held = model.usable(now)
    const restMs = held && !isForced ? model.left(now) - held.renewLeftMs : 0
    if (isLooked && restMs > 0) {
      const fromMs = now.wallMs
      this.#unnoticed = { token: held, fromMs, untilMs: fromMs + Math.min(1_000, restMs) }
    }
    const mustBeServed = !isForced && held && model.left(now) >= held.marginMs
    const mustStart = !isForced && !model.flight && isLooked && model.mayStart(now)
    const sentBefore = this.#exchanges.length
    this.#client.getAccessToken({ signal: controller.signal, forceRenewal: isForced }).then(
      (token) => this.#take(caller, token),
      (error: { code: string }) => this.#takeError(caller, error.code),
    )
    await this.#settle()
    if (mustStart) this.#expect(this.#exchanges.length > sentBefore, 'no exchange although one is due')
    if (mustBeServed) this.#expect(!caller.isPending, 'a wait although the margin is left')
  }

  #take(caller: Caller, value: string): void {
    const { model, now } = this
    caller.isPending = false
    const isAnswer = value === this.#answered.value && now.monotonicMs === this.#answered.atMs
    if (caller.isForced) {
      this.#expect(
        isAnswer && this.#answered.order > caller.order,
        'a forced call without an exchange of its own',
      )
    } else if (!isAnswer) {
      const expected = this.#mayBeUnnoticed ? model.held : model.usable(now)
      this.#expect(expected?.value === value, 'a token that is not held, expired or invalidated')
      this.#expect(!model.dropped.has(value), 'an invalidated token')
    }
  }

  #takeError(caller: Caller, code: string): void {
    caller.isPending = false
    const isAborted = code === 'ERR_QCI_AUTH_ABORTED'
    this.#expect(isAborted === caller.controller.signal.aborted, `${code} for a caller who did not leave`)
    if (isAborted || caller.isForced) return
    this.#note('failed')
    this.#expect(!this.model.usable(this.now), `${code} although a usable token is held`)
  }

  /** The caller who came `index`-th among those who wait, or all of them, leave. */
  async abort(index: number): Promise<void> {
    const pending = this.#callers.filter(({ isPending }) => isPending)
    const leaving = index < 0 ? pending : pending.slice(index % (pending.length || 1)).slice(0, 1)
    const { timerCount } = this.clock
    for (const { controller } of leaving) controller.abort()
    const { flight } = this.model
    if (flight && leaving.length > 0) flight.mayBeOver = true
    const open = this.#open
    await settle()
    this.#expect(!leaving.some(({ isPending }) => isPending), 'a caller who cannot leave')
    if (flight && flight === this.model.flight) {
      // Who waits for what does not show from outside: whether it is over does, by its request or its pause.
      if (open ? open.signal.aborted : this.clock.timerCount < timerCount) this.#endFlight()
      else flight.mayBeOver = false
    }
    await this.#settle()
  }

  async invalidate(value: 'held' | 'other' | 'all'): Promise<void> {
    const { model } = this
    const held = model.held?.value
    const dropped = value === 'all' ? undefined : value === 'held' ? (held ?? 'gone') : 'other'
    const { flight } = model
    model.invalidate(dropped)
    this.#client.invalidate(dropped)
    await settle()
    if (flight?.restarts && flight === model.flight) this.#endFlight() // nobody waited for it
    await this.#settle()
  }

  /** Answers the request that is open; `late` one that is open no more, which must change nothing. */
  async answer(answer: Answer, late: boolean): Promise<void> {
    const exchange = late
      ? this.#exchanges.find(({ isOpen, signal }) => isOpen && signal.aborted)
      : this.#open
    if (!exchange) return
    exchange.isOpen = false
    if (late) this.#note('late answer')
    if (typeof answer === 'object' && 'status' in answer) {
      const { status, retryAfter } = answer
      const retryAfterMs = Number(retryAfter ?? 0) * 1_000
      if (!late) this.#fail({ isRefusal: status === 401, isPassing: status >= 500, retryAfterMs })
      exchange.resolve(apiError(status, retryAfter ? { 'retry-after': retryAfter } : {}))
    } else if (answer === 'away') {
      if (!late) this.#fail({ isRefusal: false, isPassing: true, retryAfterMs: 0 })
      exchange.reject(new TypeError('fetch failed'))
    } else {
      exchange.resolve(this.#toResponse(answer, exchange, late))
    }
    await this.#settle()
  }

  #toResponse(
    answer: 'same' | 'bad' | { lifeMs: number },
    { sent, order }: Exchange,
    late: boolean,
  ): Response {
    const { model, now } = this
    const serverNowMs = Math.floor(Date.UTC(2026, 0, 1) + now.monotonicMs - this.#startMs)
    const known = answer === 'same' ? model.held : answer === 'bad' ? model.latestBad : undefined
    const same = late ? undefined : known
    const value = same?.value ?? `token-${(this.#tokens += 1)}`
    const expiresAtMs =
      same?.expiresAtMs ?? serverNowMs + (typeof answer === 'string' ? 60_000 : answer.lifeMs)
    const dateMs = Math.floor(serverNowMs / 1_000) * 1_000
    if (late) {
      model.dropped.add(value)
    } else if (expiresAtMs > dateMs) {
      this.#answered = { value, order, atMs: now.monotonicMs }
      model.succeed(model.toToken(value, expiresAtMs, expiresAtMs - dateMs, sent), now)
      this.#flightEndedAt = this.#order
    } else {
      this.#fail({ isRefusal: false, isPassing: false, retryAfterMs: 0 })
    }
    return Response.json(
      { access_token: value, expires_at_rfc3339: new Date(expiresAtMs).toISOString() },
      { headers: { date: new Date(dateMs).toUTCString() } },
    )
  }

  #fail(failure: Failure, at: Instant = this.now): void {
    this.model.fail(failure, at)
    if (!this.model.flight) this.#endFlight()
  }

  #endFlight(): void {
    this.model.endFlight()
    this.#flightEndedAt = this.#order
  }

  /** Lets time pass; a request that is open for too long fails on the way. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.clock.monotonic() + ms
    for (;;) {
      const open = this.#open
      const deadlineMs = open ? open.sent.monotonicMs + TIMEOUT_MS : Number.POSITIVE_INFINITY
      const nextMs = Math.min(deadlineMs, untilMs, this.model.flight?.retryAtMs ?? Number.POSITIVE_INFINITY)
      const stepMs = nextMs - this.clock.monotonic()
      if (nextMs === deadlineMs) {
        const { wallMs } = this.now
        const at = { wallMs: wallMs + stepMs, monotonicMs: nextMs }
        this.#fail({ isRefusal: false, isPassing: true, retryAfterMs: 0 }, at)
        this.#note('timeout')
      }
      await this.clock.advance(stepMs)
      await this.#settle()
      const { flight } = this.model
      if (flight?.retryAtMs !== undefined && flight.retryAtMs <= nextMs && !this.#open) this.#endFlight()
      if (nextMs >= untilMs) return
    }
  }

  /** Moves to a boundary of the held token's life, or of the holding back, or 1 ms off it. */
  async advanceTo(boundary: 'R' | 'M' | 'S' | 'end' | 'holdBack', offMs: number): Promise<void> {
    const { model, now } = this
    const { held } = model
    if (!held) return
    const leftMs = { R: held.renewLeftMs, M: held.marginMs, S: held.unusableLeftMs, end: 0, holdBack: 0 }[
      boundary
    ]
    const ms = boundary === 'holdBack' ? model.heldBackUntilMs - now.monotonicMs : model.left(now) - leftMs
    if (ms + offMs > 0) await this.advance(ms + offMs)
  }

  /** Steps the wall clock, unless that would bring an unusable token back to life. */
  async step(ms: number): Promise<void> {
    const { model, now } = this
    const stepped = { ...now, wallMs: now.wallMs + ms }
    if (!model.usable(now) && model.usable(stepped)) return
    this.clock.step(ms)
    await this.#settle()
  }

  async #settle(): Promise<void> {
    await settle()
    const { model, now } = this
    const isWaitedFor = this.#callers.some(
      ({ isPending, isForced, atMs }) =>
        isPending && !isForced && now.monotonicMs - atMs >= RENEWAL_WAIT_MS && model.usable(now),
    )
    this.#expect(!isWaitedFor, 'a wait of more than renewalWaitMs although a usable token is held')
    if (this.violations.length > 0) throw new Error(this.violations.join('; '))
  }

  /** The API answers again: in the end nobody waits, and no timer is left. */
  async drain(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      await this.answer({ lifeMs: 3_600_000 }, false)
      await this.advance(TIMEOUT_MS)
    }
    this.#expect(!this.#callers.some(({ isPending }) => isPending), 'a caller who never gets an answer')
    this.#expect(this.clock.timerCount === 0, 'a timer that is left')
    await this.#settle()
  }
}
