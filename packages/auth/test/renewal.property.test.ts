import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'

import type { RenewalModel } from './support/renewal-model.ts'
import type { Outcome } from './support/simulated-exchanges.ts'
import { Simulation } from './support/simulation.ts'

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 1_000)
const SEED = process.env['PROPERTY_SEED']

const coverage = new Map<string, number>()
const count = (what: string, times = 1) => coverage.set(what, (coverage.get(what) ?? 0) + times)

/** One step, applied to the client and to the model. */
class Step implements fc.AsyncCommand<RenewalModel, Simulation> {
  readonly name: string
  readonly argument: unknown
  readonly #act: (simulation: Simulation) => Promise<void>

  constructor(name: string, argument: unknown, act: (simulation: Simulation) => Promise<void>) {
    this.name = name
    this.argument = argument
    this.#act = act
  }

  check(): boolean {
    return true
  }

  async run(_: RenewalModel, simulation: Simulation): Promise<void> {
    count(`step: ${this.name}`)
    await this.#act(simulation)
  }

  toString(): string {
    return this.argument === undefined ? this.name : `${this.name}(${JSON.stringify(this.argument)})`
  }
}

const step = <T>(
  name: string,
  argument: fc.Arbitrary<T>,
  act: (simulation: Simulation, argument: T) => Promise<void>,
) => argument.map((value) => new Step(name, value, (simulation) => act(simulation, value)))

const tokens: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(4_000, 60_000, 600_000, 3_600_000).map((lifeMs) => ({ lifeMs })) },
  { weight: 1, arbitrary: fc.constantFrom('same', 'bad') },
)
const failures: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant('away' as const),
  fc.constantFrom(401, 404, 429, 503).map((status) => ({ status })),
  fc.record({
    status: fc.constantFrom(401, 403, 429, 503),
    retryAfter: fc.constantFrom('0', '1', '3', '10', '11', '120'),
  }),
)

const steps = fc.oneof(
  { withCrossShrink: true },
  {
    weight: 5,
    arbitrary: step('advance', fc.nat(3_000), (simulation, ms) => simulation.advance(ms)),
  },
  { weight: 8, arbitrary: step('call', fc.constant(undefined), (simulation) => simulation.call(false)) },
  { weight: 2, arbitrary: step('force', fc.constant(undefined), (simulation) => simulation.call(true)) },
  {
    weight: 6,
    arbitrary: step('respond', tokens, (simulation, outcome) => simulation.respond(outcome, false)),
  },
  {
    weight: 4,
    arbitrary: step('fail', failures, (simulation, outcome) => simulation.respond(outcome, false)),
  },
  {
    weight: 2,
    arbitrary: step('respond late', fc.oneof(tokens, failures), (simulation, outcome) =>
      simulation.respond(outcome, true),
    ),
  },
  {
    weight: 3,
    arbitrary: step('replace', fc.constantFrom('cached', 'cached', 'bad', 'other'), (simulation, which) =>
      simulation.replace(which),
    ),
  },
  {
    weight: 2,
    arbitrary: step('abort', fc.integer({ min: -1, max: 5 }), (simulation, i) => simulation.abort(i)),
  },
  {
    weight: 2,
    arbitrary: step('invalidate', fc.constantFrom('cached', 'bad', 'other', 'all'), (simulation, which) =>
      simulation.invalidate(which),
    ),
  },
  {
    weight: 4,
    arbitrary: step(
      'advance to',
      fc.tuple(
        fc.constantFrom('R', 'M', 'S', 'S', 'end', 'backoff', 'comeBack', 'budget', 'replaced'),
        fc.constantFrom(-1, 0, 1),
      ),
      (simulation, [boundary, offMs]) => simulation.advanceTo(boundary, offMs),
    ),
  },
  {
    weight: 1,
    arbitrary: step('advance far', fc.integer({ min: 3_000, max: 700_000 }), (simulation, ms) =>
      simulation.advance(ms),
    ),
  },
  {
    weight: 1,
    arbitrary: step(
      'step the clock',
      fc.constantFrom(-86_400_000, -5_000, 5_000, 400_000, 86_400_000),
      (simulation, ms) => simulation.step(ms),
    ),
  },
  {
    weight: 1,
    arbitrary: step('freeze the clock', fc.boolean(), (simulation, isFrozen) => simulation.freeze(isFrozen)),
  },
)

afterAll(() => {
  const lines = [...coverage]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([what, times]) => `${String(times).padStart(9)}  ${what}`)
  process.stdout.write(`\nSteps and situations in ${RUNS} sequences:\n${lines.join('\n')}\n`)
})

test(
  `${RUNS} sequences of at least 50 steps break no rule`,
  async () => {
    const sequences = fc.array(steps, { minLength: 50, maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(sequences, fc.constantFrom(0, 0.5, 0.9375), async (sequence, random) => {
        const simulation = new Simulation(random)
        await fc.asyncModelRun(() => ({ model: simulation.model, real: simulation }), sequence)
        await simulation.drain()
        for (const [situation, times] of simulation.situations) count(`situation: ${situation}`, times)
      }),
      {
        numRuns: RUNS,
        ...(SEED && { seed: Number(SEED) }),
        endOnFailure: process.env['PROPERTY_SHRINK'] === 'no',
      },
    )
    expect(coverage.size).toBeGreaterThan(20)
  },
  RUNS * 300,
)
