import type { AuthClient } from '@qci-client/auth'

import type { Instant, ModelToken } from './renewal-model.ts'
import type { SimulatedWorld } from './simulated-world.ts'

const RENEWAL_WAIT_MS = 2_000

interface Caller {
  isForced: boolean
  /** When it called: in the order of all that happens, and by the clock. */
  order: number
  atMs: number
  controller: AbortController
  isPending: boolean
}

/** What follows at once from a call, by the design. */
interface Duties {
  mustStart: boolean
  mustBeServed: boolean
  mustWait: boolean
}

/** Those who ask the client for a token, and what each of them may get. */
export class SimulatedCallers {
  readonly #world: SimulatedWorld
  readonly #all: Caller[] = []
  /** Between these moments of the wall clock a step of it, back to them, goes unnoticed for this token. */
  #unnoticed = { token: undefined as ModelToken | undefined, fromMs: 0, untilMs: 0 }
  #mayBeUnnoticed = false

  constructor(world: SimulatedWorld) {
    this.#world = world
  }

  get pending(): Caller[] {
    return this.#all.filter(({ isPending }) => isPending)
  }

  /** Whether somebody has come since the latest exchange, and whether somebody waits for one that is forced. */
  demand(): { isWanted: boolean; isForced: boolean } {
    return {
      isWanted: this.#all.some(({ order }) => order > this.#world.flightEndedAt),
      isForced: this.pending.some(({ isForced }) => isForced),
    }
  }

  /** One more of them. Tells what must follow. */
  call(client: AuthClient, isForced: boolean): Duties & { caller: Readonly<Caller> } {
    const { now } = this.#world
    const controller = new AbortController()
    const order = this.#world.nextOrder()
    const caller: Caller = { isForced, order, atMs: now.monotonicMs, controller, isPending: true }
    this.#all.push(caller)
    const duties = this.#look(isForced)
    client.getAccessToken({ signal: controller.signal, forceRenewal: isForced }).then(
      (token) => this.#take(caller, token),
      (error: { code: string }) => this.#takeError(caller, error.code),
    )
    return { ...duties, caller }
  }

  /** The one who came `index`-th among those who wait, or all of them, leave. */
  leave(index: number): Caller[] {
    const { pending } = this
    const leaving = index < 0 ? pending : pending.slice(index % (pending.length || 1)).slice(0, 1)
    for (const { controller } of leaving) controller.abort()
    return leaving
  }

  /** Whether somebody has waited for longer than is allowed while a usable token is held. */
  get isKeptWaiting(): boolean {
    const { model, now } = this.#world
    return this.pending.some(
      ({ isForced, atMs }) =>
        !isForced && now.monotonicMs - atMs >= RENEWAL_WAIT_MS && model.usable(now) !== undefined,
    )
  }

  #look(isForced: boolean): Duties {
    const { model, now } = this.#world
    const isLooked = isForced || !this.#isUnnoticed(now)
    if (isLooked) this.#unnoticed.token = undefined
    this.#mayBeUnnoticed = !isLooked
    const held = model.usable(now)
    const restMs = held && !isForced ? model.left(now) - held.renewLeftMs : 0
    if (isLooked && restMs > 0) {
      const fromMs = now.wallMs
      this.#unnoticed = { token: held, fromMs, untilMs: fromMs + Math.min(1_000, restMs) }
    }
    const mustStart = !isForced && !model.flight && isLooked && model.mayStart(now)
    const hasMargin = held !== undefined && model.left(now) >= held.marginMs
    return {
      mustStart,
      mustBeServed: !isForced && hasMargin,
      mustWait: isLooked && !hasMargin && (mustStart || model.flight !== undefined),
    }
  }

  #isUnnoticed({ wallMs }: Instant): boolean {
    const { token, fromMs, untilMs } = this.#unnoticed
    return token !== undefined && token === this.#world.model.held && wallMs >= fromMs && wallMs < untilMs
  }

  #take(caller: Caller, value: string): void {
    const world = this.#world
    const { model, now, answered } = world
    caller.isPending = false
    const isAnswer = value === answered.value && now.monotonicMs === answered.atMs
    if (caller.isForced) {
      const isItsOwn = isAnswer && answered.order > caller.order
      world.expect(isItsOwn, 'a forced call without an exchange of its own')
    } else if (!isAnswer) {
      const expected = this.#mayBeUnnoticed ? model.held : model.usable(now)
      world.expect(expected?.value === value, 'a token that is not held, expired or invalidated')
      world.expect(!model.dropped.has(value), 'an invalidated token')
    }
  }

  #takeError(caller: Caller, code: string): void {
    const world = this.#world
    caller.isPending = false
    const isAborted = code === 'ERR_QCI_AUTH_ABORTED'
    world.expect(isAborted === caller.controller.signal.aborted, `${code} for a caller who did not leave`)
    if (isAborted || caller.isForced) return
    world.note('failed')
    world.expect(!world.model.usable(world.now), `${code} although a usable token is held`)
  }
}
