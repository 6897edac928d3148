import { RenewalModel } from './renewal-model.ts'
import type { Failure, Instant } from './renewal-model.ts'
import { TestClock } from './test-clock.ts'

/** What the parts of a simulation share: the model, the time, the order of all that happens, what was found. */
export class SimulatedWorld {
  readonly model: RenewalModel
  readonly clock = new TestClock()
  readonly startMs: number = this.clock.monotonic()
  /** The laws that were broken. */
  readonly violations: string[] = []
  /** How often what happened, for the coverage. */
  readonly situations = new Map<string, number>()
  /** When the latest exchange ended, in that order. */
  flightEndedAt = 0
  /** The token with which the latest request was answered, the place of that request in the order, and when. */
  answered = { value: '', order: 0, atMs: 0 }
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
  }

  expect(isGood: boolean, law: string): void {
    if (!isGood) this.violations.push(law)
  }

  fail(failure: Failure, at: Instant = this.now): void {
    this.model.fail(failure, at)
    if (!this.model.flight) this.endFlight()
  }

  endFlight(): void {
    this.model.endFlight()
    this.flightEndedAt = this.#order
  }
}
