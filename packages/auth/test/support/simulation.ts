import type { AuthClient } from '@qci-client/auth'

import { createHarness } from './harness.ts'
import type { ModelRenewal, RenewalModel } from './renewal-model.ts'
import { SimulatedCallers } from './simulated-callers.ts'
import { SimulatedExchanges } from './simulated-exchanges.ts'
import type { Outcome } from './simulated-exchanges.ts'
import { SimulationState } from './simulation-state.ts'

const TIMEOUT_MS = 20_000
const RENEWAL_WAIT_MS = 2_000

/** More than any reaction of the client takes. Much faster than turns of the event loop. */
const MICROTASKS = 200

async function settle(): Promise<void> {
  for (let turn = 0; turn < MICROTASKS; turn += 1) await Promise.resolve()
}

/** An instant at which a rule changes what a call gets. */
export type Boundary = 'R' | 'M' | 'S' | 'end' | 'backoff' | 'comeBack' | 'budget' | 'replaced'

/** A client, the model beside it, and a check of every rule that can be observed from outside at each step. */
export class Simulation {
  readonly #state: SimulationState
  readonly #callers: SimulatedCallers
  readonly #exchanges: SimulatedExchanges
  readonly #client: AuthClient

  constructor(random: number) {
    this.#state = new SimulationState(random)
    this.#callers = new SimulatedCallers(this.#state)
    this.#exchanges = new SimulatedExchanges(this.#state, this.#callers)
    const { client } = createHarness(
      {
        timeoutMs: TIMEOUT_MS,
        random: () => random,
        fetch: (_, init) => this.#exchanges.receive(init!.signal!),
        onEvent: ({ type }) => this.#state.note(type),
      },
      this.#state.clock,
    )
    this.#client = client
  }

  get model(): RenewalModel {
    return this.#state.model
  }

  /** How often each situation occurred. */
  get situations(): ReadonlyMap<string, number> {
    return this.#state.situations
  }

  async call(isForced: boolean): Promise<void> {
    const { renewal } = this.model
    await this.#check(this.#callers.call(this.#client, isForced), renewal)
  }

  /** Reports a 401 for the cached token, one that was rejected before, or an unknown one. */
  async replace(which: 'cached' | 'bad' | 'other'): Promise<void> {
    const { model } = this.#state
    const tokens = { cached: model.cached, bad: model.latestBad, other: undefined }
    const value = tokens[which]?.value ?? 'other'
    const { renewal } = model
    const called = this.#callers.replace(this.#client, value)
    await this.#check(called, renewal)
    if (called.caller.isPending && model.cached?.value === value) model.setReplacing(value)
  }

  /** Aborts the `index`-th caller that waits, or all of them. */
  async abort(index: number): Promise<void> {
    const { clock, model } = this.#state
    const { timerCount } = clock
    const aborting = this.#callers.abort(index)
    const { renewal } = model
    if (renewal && aborting.length > 0) renewal.mayBeOver = true
    const { open } = this.#exchanges
    await settle()
    this.#state.expect(!aborting.some(({ isPending }) => isPending), 'a caller that cannot abort')
    if (renewal && renewal === model.renewal) {
      // Which caller waits for which renewal cannot be observed; whether it has ended can, by its request or pause.
      if (open ? open.signal.aborted : clock.timerCount < timerCount) this.#state.endRenewal()
      else renewal.mayBeOver = false
    }
    await this.#settle()
  }

  async invalidate(which: 'cached' | 'bad' | 'other' | 'all'): Promise<void> {
    const state = this.#state
    const { model } = state
    const tokens = { cached: model.cached, bad: model.latestBad, other: undefined, all: undefined }
    const value = which === 'all' ? undefined : (tokens[which]?.value ?? 'other')
    const { renewal } = model
    model.invalidate(value)
    if (value !== undefined) state.invalidatedAt.set(value, state.nextOrder())
    this.#client.invalidate(value)
    await settle()
    if (renewal?.restarts && renewal === model.renewal) state.endRenewal() // no caller waited for it
    await this.#settle()
  }

  /** Responds to the open request; `late` to one that was aborted, which must change nothing. */
  async respond(outcome: Outcome, late: boolean): Promise<void> {
    this.#exchanges.respond(outcome, late)
    await settle()
    if (this.model.renewal?.restarts) this.#state.endRenewal() // no caller waits for another exchange
    await this.#settle()
  }

  /** Advances the clocks. A request that is open for too long fails on the way. */
  async advance(ms: number): Promise<void> {
    const { clock, model } = this.#state
    const untilMs = clock.monotonic() + ms
    for (;;) {
      const { open } = this.#exchanges
      const deadlineMs = open ? open.sent.monotonicMs + TIMEOUT_MS : Number.POSITIVE_INFINITY
      const budgetMs = this.#msUntil('budget')
      const nextMs = Math.min(
        deadlineMs,
        untilMs,
        model.renewal?.retryAtMs ?? Number.POSITIVE_INFINITY,
        budgetMs > 0 ? clock.monotonic() + budgetMs : Number.POSITIVE_INFINITY,
      )
      const stepMs = nextMs - clock.monotonic()
      if (nextMs === deadlineMs) {
        const wallMs = clock.isFrozen ? clock.now() : clock.now() + stepMs
        const failure = { isRejection: false, isTransient: true, comeBackAfterMs: 0 }
        this.#state.fail(failure, { wallMs, monotonicMs: nextMs })
        this.#state.note('timeout')
      }
      await clock.advance(stepMs)
      await this.#settle()
      const retryAtMs = model.renewal?.retryAtMs ?? Number.POSITIVE_INFINITY
      if (retryAtMs <= nextMs && !this.#exchanges.open) this.#state.endRenewal()
      if (nextMs >= untilMs) return
    }
  }

  /** Advances to a boundary, or to 1 ms beside it. */
  async advanceTo(boundary: Boundary, offMs: number): Promise<void> {
    const ms = this.#msUntil(boundary) + offMs
    if (ms > 0 && ms < Number.POSITIVE_INFINITY) await this.advance(ms)
  }

  /** Steps the wall clock, unless that would make an unusable token usable again. */
  async step(ms: number): Promise<void> {
    const { clock, model, now } = this.#state
    const stepped = { ...now, wallMs: now.wallMs + ms }
    if (clock.isFrozen || (!model.usable(now) && model.usable(stepped))) return
    clock.step(ms)
    await this.#settle()
  }

  /** Freezes the wall clock, or corrects it. */
  async freeze(isFrozen: boolean): Promise<void> {
    this.#state.clock.setFrozen(isFrozen)
    await this.#settle()
  }

  /** The API responds again: at the end no caller waits and no timer runs. */
  async drain(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      await this.respond({ lifeMs: 3_600_000 }, false)
      await this.advance(TIMEOUT_MS)
    }
    this.#state.expect(this.#callers.pending.length === 0, 'a caller that gets nothing')
    this.#state.expect(this.#state.clock.timerCount === 0, 'a running timer')
    await this.#settle()
  }

  #msUntil(boundary: Boundary): number {
    const { model, now } = this.#state
    const { cached, renewal } = model
    switch (boundary) {
      case 'backoff':
        return model.backoffUntilMs - now.monotonicMs
      case 'comeBack':
        return Math.max(model.comeBackAtMs, model.rejectedUntilMs) - now.monotonicMs
      case 'budget':
        return renewal ? renewal.startedAtMs + RENEWAL_WAIT_MS - now.monotonicMs : 0
      case 'replaced':
        return model.latestReplaced.atMs + 10_000 - now.monotonicMs
      default: {
        if (!cached) return 0
        const lefts = { R: cached.renewLeftMs, M: cached.marginMs, S: cached.unusableLeftMs, end: 0 }
        return model.left(now) - lefts[boundary]
      }
    }
  }

  async #check(
    { caller, mustStart, mustBeServed, mustWait }: ReturnType<SimulatedCallers['call']>,
    runningBefore: ModelRenewal | undefined,
  ): Promise<void> {
    const before = this.#exchanges.count
    await this.#settle()
    this.#callers.noteWaiting(caller, runningBefore)
    if (mustStart) this.#state.expect(this.#exchanges.count > before, 'no exchange although one is due')
    if (mustBeServed) this.#state.expect(!caller.isPending, 'a wait although a token may be served')
    if (mustWait) this.#state.expect(caller.isPending, 'no wait for an exchange although one is due')
    this.#verify()
  }

  async #settle(): Promise<void> {
    await settle()
    this.#verify()
  }

  #verify(): void {
    const { violations } = this.#state
    this.#state.expect(
      !this.#callers.isKeptWaiting,
      'a wait beyond the budget of the renewal although a usable token is cached',
    )
    if (violations.length > 0) throw new Error(violations.join('; '))
  }
}
