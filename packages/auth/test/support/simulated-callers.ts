import type { AuthClient } from '@qci-client/auth'

import type { ModelRenewal } from './renewal-model.ts'
import type { SimulationState } from './simulation-state.ts'

const RENEWAL_WAIT_MS = 2_000

interface Caller {
  /** `plain` and `forced` call a getter, `replacing` calls `replaceAccessToken`. */
  kind: 'plain' | 'forced' | 'replacing'
  /** Whether an exchange must begin for this call. */
  needsExchange: boolean
  /** Whether `replaceAccessToken` must resolve without an attempt to renew. */
  isUnchanged: boolean
  /** Whether `replaceAccessToken` may resolve to undefined at once. */
  isRefused: boolean
  /** When it called, in the order of events. */
  order: number
  controller: AbortController
  isPending: boolean
  /** The renewal whose outcome it waits for, or waited for until it was served: the running one or the one after it. */
  waitsFor: ModelRenewal | 'next' | undefined
}

/** What must follow at once from a call. */
interface Duties {
  mustStart: boolean
  mustBeServed: boolean
  mustWait: boolean
}

/** The callers of the client, and what each of them may get. */
export class SimulatedCallers {
  readonly #state: SimulationState
  readonly #all: Caller[] = []

  constructor(state: SimulationState) {
    this.#state = state
  }

  get pending(): Caller[] {
    return this.#all.filter(({ isPending }) => isPending)
  }

  /** Whether a call came since the latest renewal ended, and whether one waits for a forced renewal. */
  demand(): { isWanted: boolean; isForced: boolean } {
    return {
      isWanted: this.#all.some(({ order }) => order > this.#state.renewalEndedAt),
      isForced: this.pending.some(({ needsExchange }) => needsExchange),
    }
  }

  /** Whether a call waits for a renewal that ran when it was made, or made it begin. */
  waitFor(renewal: ModelRenewal): boolean {
    return this.#all.some(({ waitsFor }) => waitsFor === renewal)
  }

  /** Notes which renewal a call waits for that has not been served at once. */
  noteWaiting(caller: Readonly<Caller>, runningBefore: ModelRenewal | undefined): void {
    if (!caller.isPending) return
    const waiting = this.#all.find((one) => one === caller)!
    waiting.waitsFor = caller.kind === 'forced' && runningBefore ? 'next' : this.#state.model.renewal
  }

  /** The next renewal begins. */
  startNext(renewal: ModelRenewal): void {
    for (const caller of this.#all) if (caller.waitsFor === 'next') caller.waitsFor = renewal
  }

  /** Calls a getter. Returns what must follow. */
  call(client: AuthClient, isForced: boolean): Duties & { caller: Readonly<Caller> } {
    const duties = this.#dutiesOf(isForced)
    const caller = this.#add(isForced ? 'forced' : 'plain', isForced)
    const { signal } = caller.controller
    client.getAccessToken({ signal, forceRenewal: isForced }).then(
      (token) => this.#take(caller, token),
      (error: { code: string }) => this.#takeError(caller, error.code),
    )
    return { ...duties, caller }
  }

  /** Reports a 401 for a token. Returns what must follow. */
  replace(client: AuthClient, value: string): Duties & { caller: Readonly<Caller> } {
    const { model, now } = this.#state
    const usable = model.usable(now)
    const isOther = usable !== undefined && usable.value !== value
    const isRecent = !isOther && model.isReplacedRecently(value, now)
    const isRejected = !isRecent && usable?.value === value
    const { renewal } = model
    const duties =
      isRecent || usable ? { mustStart: false, mustBeServed: true, mustWait: false } : this.#dutiesOf(false)
    const caller = this.#add('replacing', isRejected && !renewal)
    caller.isUnchanged = isRecent || isOther
    caller.isRefused = isRecent || (!usable && !renewal && !model.mayStart(now))
    if (isRejected) {
      if (model.replace(value)) this.#state.replacedAt.set(value, caller.order)
      Object.assign(duties, { mustStart: !renewal, mustBeServed: false, mustWait: true })
    }
    client.replaceAccessToken(value, { signal: caller.controller.signal }).then(
      (token) => this.#takeReplacement(caller, value, token),
      () => this.#state.expect(false, 'replaceAccessToken rejects'),
    )
    return { ...duties, caller }
  }

  /** Aborts the `index`-th caller that waits, or all of them. */
  abort(index: number): Caller[] {
    const { pending } = this
    const aborting = index < 0 ? pending : pending.slice(index % (pending.length || 1)).slice(0, 1)
    for (const caller of aborting) {
      caller.waitsFor = undefined
      caller.controller.abort()
    }
    return aborting
  }

  /** Whether a caller waits although the running renewal has used up its budget and a token is usable. */
  get isKeptWaiting(): boolean {
    const { model, now } = this.#state
    const { renewal } = model
    const hasBudget = renewal && now.monotonicMs - renewal.startedAtMs < RENEWAL_WAIT_MS
    return !hasBudget && model.usable(now) !== undefined && this.pending.some(({ kind }) => kind === 'plain')
  }

  #add(kind: Caller['kind'], needsExchange: boolean): Caller {
    const caller: Caller = {
      kind,
      needsExchange,
      isUnchanged: false,
      isRefused: false,
      order: this.#state.nextOrder(),
      controller: new AbortController(),
      isPending: true,
      waitsFor: undefined,
    }
    this.#all.push(caller)
    return caller
  }

  #dutiesOf(isForced: boolean): Duties {
    const { model, now } = this.#state
    const { renewal } = model
    const usable = model.usable(now)
    const mustStart = !renewal && (isForced || model.mayStart(now))
    const hasMargin = usable !== undefined && model.left(now) >= usable.marginMs
    const isBudgetUsed = renewal !== undefined && now.monotonicMs - renewal.startedAtMs >= RENEWAL_WAIT_MS
    const isServed = usable !== undefined && (hasMargin || isBudgetUsed || (!renewal && !mustStart))
    return {
      mustStart,
      mustBeServed: !isForced && isServed,
      mustWait: (isForced || !isServed) && (mustStart || renewal !== undefined),
    }
  }

  #take(caller: Caller, value: string): void {
    const state = this.#state
    const { model, now, received } = state
    caller.isPending = false
    const isReceived = value === received.value && now.monotonicMs === received.atMs
    if (caller.kind === 'forced') {
      const isItsOwn = isReceived && received.order > caller.order
      state.expect(isItsOwn, 'a forced call without an exchange of its own')
    } else if (isReceived) {
      const invalidatedAt = state.invalidatedAt.get(value) ?? 0
      const isStale = received.order < invalidatedAt && invalidatedAt < caller.order
      state.expect(!isStale, 'an invalidated token from an exchange that began before')
    } else {
      state.expect(model.usable(now)?.value === value, 'a token that is not cached, expired or invalidated')
      state.expect(!model.dropped.has(value), 'an invalidated token')
    }
  }

  #takeReplacement(caller: Caller, rejected: string, value: string | undefined): void {
    const state = this.#state
    const { model, now, received } = state
    caller.isPending = false
    if (value === undefined) {
      state.note('401 returned')
      const isAborted = caller.controller.signal.aborted
      const hasFailed = state.failedAtMs === now.monotonicMs
      state.expect(isAborted || hasFailed || caller.isRefused, 'a 401 without a renewal')
      if (!isAborted && !caller.isUnchanged) model.latestReplaced = { value: rejected, atMs: now.monotonicMs }
      return
    }
    state.note('401 repaired')
    const isReceived = value === received.value && now.monotonicMs === received.atMs
    const isOther = value !== rejected && model.usable(now)?.value === value
    state.expect(isReceived || isOther, 'a replacement that is neither received nor cached')
    const isOlder = value === rejected && received.order < (state.replacedAt.get(value) ?? 0)
    state.expect(!isOlder, 'a rejected token from an exchange that began before the 401')
    if (!caller.isUnchanged) model.latestReplaced = { value, atMs: now.monotonicMs }
  }

  #takeError(caller: Caller, code: string): void {
    const state = this.#state
    caller.isPending = false
    const isAborted = code === 'ERR_QCI_AUTH_ABORTED'
    state.expect(isAborted === caller.controller.signal.aborted, `${code} for a caller that did not abort`)
    if (isAborted || caller.kind === 'forced') return
    state.note('failed')
    state.expect(!state.model.usable(state.now), `${code} although a usable token is cached`)
  }
}
