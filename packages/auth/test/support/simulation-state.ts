import { RenewalModel } from './renewal-model.ts'
import type { Failure, Instant } from './renewal-model.ts'
import { TestClock } from './test-clock.ts'

/** A clock whose wall time can be frozen, as by fakes of `Date` in tests. */
class FreezableClock extends TestClock {
  #frozenAtMs: number | undefined

  get isFrozen(): boolean {
    return this.#frozenAtMs !== undefined
  }

  setFrozen(isFrozen: boolean): void {
    this.#frozenAtMs = isFrozen ? this.now() : undefined
  }

  override now(): number {
    return this.#frozenAtMs ?? super.now()
  }
}

/** State that the parts of a simulation share: the model, the time, the order of events, the violations. */
export class SimulationState {
  readonly model: RenewalModel
  readonly clock = new FreezableClock()
  readonly startMs: number = this.clock.monotonic()
  /** The rules that the client broke. */
  readonly violations: string[] = []
  /** How often each situation occurred, for the coverage. */
  readonly situations = new Map<string, number>()
  /** When the latest renewal ended, in that order. */
  renewalEndedAt = 0
  /** When a renewal failed last. */
  failedAtMs = Number.NaN
  /** The token of the latest response, the place of its request in the order, and when it arrived. */
  received = { value: '', order: 0, atMs: 0 }
  /** When each value was invalidated last, in that order. */
  readonly invalidatedAt = new Map<string, number>()
  /** When the first 401 for each value was reported that a renewal replaces, in that order. */
  readonly replacedAt = new Map<string, number>()
  /** Whether `servedStale` was emitted in this period. */
  #isStaleReported = false
  #order = 0

  constructor(random: number) {
    this.model = new RenewalModel(random)
  }

  get now(): Instant {
    return { wallMs: this.clock.now(), monotonicMs: this.clock.monotonic() }
  }

  /** The next place in the order. */
  nextOrder(): number {
    this.#order += 1
    return this.#order
  }

  note(situation: string): void {
    this.situations.set(situation, (this.situations.get(situation) ?? 0) + 1)
    if (situation !== 'servedStale') return
    this.expect(!this.#isStaleReported, 'servedStale is emitted twice in a renewal or backoff')
    this.#isStaleReported = true
  }

  /** A renewal or a backoff begins. */
  startPeriod(): void {
    this.#isStaleReported = false
  }

  expect(isGood: boolean, rule: string): void {
    if (!isGood) this.violations.push(rule)
  }

  fail(failure: Failure, at: Instant = this.now): void {
    this.model.fail(failure, at)
    if (this.model.renewal) return
    this.failedAtMs = at.monotonicMs
    this.endRenewal()
  }

  endRenewal(): void {
    this.model.endRenewal()
    this.renewalEndedAt = this.#order
    this.startPeriod()
  }
}
