import { assertClean } from './assert-clean.ts'
import type { MockClock } from '../util/mock-clock.ts'
import type { Engine } from './engine.ts'
import type { Faults } from '../faults/fault-queue.ts'
import type { Journal } from '../journal/journal.ts'
import { createRequireAccessToken, type RequireAccessToken } from './require-access-token.ts'
import type { Scenarios } from './play-scenario.ts'
import type { Tokens } from '../tokens/tokens.ts'

/** What a test holds in its hands, whatever the door. */
export interface AuthMockControls {
  readonly tokens: Tokens
  readonly faults: Faults
  readonly clock: MockClock
  readonly journal: Journal
  readonly scenarios: Scenarios
  /** Guards handlers of other APIs: an access token of this mock, good on its clock, or 401. */
  readonly requireAccessToken: RequireAccessToken
  /** What the access tokens follow from: give it as the option `seed` to have the same again. */
  readonly seed: number
  /** Back to the beginning: tokens, clock, faults, journal. Requests under way are dropped, also hung ones. */
  reset(): void
  /**
   * Throws when, since the last reset, a request broke the contract or led nowhere, the mock itself did, or
   * when a fault is still there that was never used. The message names each.
   */
  assertClean(): void
}

/** The engine, less what only doors use. */
export function createControls(engine: Engine): AuthMockControls {
  const { tokens, faults, clock, journal, scenarios, config } = engine
  return {
    tokens,
    faults,
    clock,
    journal,
    scenarios,
    requireAccessToken: createRequireAccessToken(tokens),
    seed: config.seed,
    reset: () => engine.reset(),
    assertClean: () => assertClean(engine),
  }
}
