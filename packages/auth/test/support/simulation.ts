import type { AuthClient } from '@qci-client/auth'

import { createHarness } from './harness.ts'
import type { RenewalModel } from './renewal-model.ts'
import { SimulatedCallers } from './simulated-callers.ts'
import { SimulatedExchanges } from './simulated-exchanges.ts'
import type { Answer } from './simulated-exchanges.ts'
import { SimulatedWorld } from './simulated-world.ts'
import { settle } from './test-clock.ts'

const TIMEOUT_MS = 20_000

/** A client, the model beside it, and every law that shows from outside checked at each step. */
export class Simulation {
  readonly #world: SimulatedWorld
  readonly #callers: SimulatedCallers
  readonly #exchanges: SimulatedExchanges
  readonly #client: AuthClient

  constructor(random: number) {
    this.#world = new SimulatedWorld(random)
    this.#callers = new SimulatedCallers(this.#world)
    this.#exchanges = new SimulatedExchanges(this.#world, () => this.#callers.demand())
    const { client } = createHarness(
      {
        timeoutMs: TIMEOUT_MS,
        random: () => random,
        fetch: (_, init) => this.#exchanges.receive(init!.signal!),
        onEvent: ({ type }) => this.#world.note(type),
      },
      this.#world.clock,
    )
    this.#client = client
  }

  get model(): RenewalModel {
    return this.#world.model
  }

  /** How often what happened. */
  get situations(): ReadonlyMap<string, number> {
    return this.#world.situations
  }

  async call(isForced: boolean): Promise<void> {
    const before = this.#exchanges.count
    const { caller, mustStart, mustBeServed, mustWait } = this.#callers.call(this.#client, isForced)
    await this.#settle()
    if (mustStart) this.#world.expect(this.#exchanges.count > before, 'no exchange although one is due')
    if (mustBeServed) this.#world.expect(!caller.isPending, 'a wait although the margin is left')
    if (mustWait) this.#world.expect(caller.isPending, 'no wait for an exchange although the margin is gone')
  }

  /** The caller who came `index`-th among those who wait, or all of them, leave. */
  async abort(index: number): Promise<void> {
    const { clock, model } = this.#world
    const { timerCount } = clock
    const leaving = this.#callers.leave(index)
    const { flight } = model
    if (flight && leaving.length > 0) flight.mayBeOver = true
    const { open } = this.#exchanges
    await settle()
    this.#world.expect(!leaving.some(({ isPending }) => isPending), 'a caller who cannot leave')
    if (flight && flight === model.flight) {
      // Who waits for what does not show from outside: whether it is over does, by its request or its pause.
      if (open ? open.signal.aborted : clock.timerCount < timerCount) this.#world.endFlight()
      else flight.mayBeOver = false
    }
    await this.#settle()
  }

  async invalidate(value: 'held' | 'other' | 'all'): Promise<void> {
    const { model } = this.#world
    const held = model.held?.value
    const dropped = value === 'all' ? undefined : value === 'held' ? (held ?? 'gone') : 'other'
    const { flight } = model
    model.invalidate(dropped)
    this.#client.invalidate(dropped)
    await settle()
    if (flight?.restarts && flight === model.flight) this.#world.endFlight() // nobody waited for it
    await this.#settle()
  }

  /** Answers the request that is open; `late` one that is open no more, which must change nothing. */
  async answer(answer: Answer, late: boolean): Promise<void> {
    this.#exchanges.answer(answer, late)
    await this.#settle()
  }

  /** Lets time pass; a request that is open for too long fails on the way. */
  async advance(ms: number): Promise<void> {
    const { clock, model } = this.#world
    const untilMs = clock.monotonic() + ms
    for (;;) {
      const { open } = this.#exchanges
      const deadlineMs = open ? open.sent.monotonicMs + TIMEOUT_MS : Number.POSITIVE_INFINITY
      const nextMs = Math.min(deadlineMs, untilMs, model.flight?.retryAtMs ?? Number.POSITIVE_INFINITY)
      const stepMs = nextMs - clock.monotonic()
      if (nextMs === deadlineMs) {
        const at = { wallMs: clock.now() + stepMs, monotonicMs: nextMs }
        this.#world.fail({ isRefusal: false, isPassing: true, retryAfterMs: 0 }, at)
        this.#world.note('timeout')
      }
      await clock.advance(stepMs)
      await this.#settle()
      const retryAtMs = model.flight?.retryAtMs ?? Number.POSITIVE_INFINITY
      if (retryAtMs <= nextMs && !this.#exchanges.open) this.#world.endFlight()
      if (nextMs >= untilMs) return
    }
  }

  /** Moves to a boundary of the held token's life, or of the holding back, or 1 ms off it. */
  async advanceTo(boundary: 'R' | 'M' | 'S' | 'end' | 'holdBack', offMs: number): Promise<void> {
    const { model, now } = this.#world
    const { held } = model
    if (!held) return
    const leftMs = { R: held.renewLeftMs, M: held.marginMs, S: held.unusableLeftMs, end: 0, holdBack: 0 }
    const ms =
      boundary === 'holdBack' ? model.heldBackUntilMs - now.monotonicMs : model.left(now) - leftMs[boundary]
    if (ms + offMs > 0) await this.advance(ms + offMs)
  }

  /** Steps the wall clock, unless that would bring an unusable token back to life. */
  async step(ms: number): Promise<void> {
    const { clock, model, now } = this.#world
    const stepped = { ...now, wallMs: now.wallMs + ms }
    if (!model.usable(now) && model.usable(stepped)) return
    clock.step(ms)
    await this.#settle()
  }

  /** The API answers again: in the end nobody waits, and no timer is left. */
  async drain(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      await this.answer({ lifeMs: 3_600_000 }, false)
      await this.advance(TIMEOUT_MS)
    }
    this.#world.expect(this.#callers.pending.length === 0, 'a caller who never gets an answer')
    this.#world.expect(this.#world.clock.timerCount === 0, 'a timer that is left')
    await this.#settle()
  }

  async #settle(): Promise<void> {
    await settle()
    const { violations } = this.#world
    this.#world.expect(
      !this.#callers.isKeptWaiting,
      'a wait of more than renewalWaitMs although a usable token is held',
    )
    if (violations.length > 0) throw new Error(violations.join('; '))
  }
}
