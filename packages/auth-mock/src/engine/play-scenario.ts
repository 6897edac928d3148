import { parseScenario, type Scenario, type ScenarioName, SCENARIOS, toScenario } from '../faults/scenario.ts'
import type { MockState } from './state.ts'

/** Plays situations. */
export interface Scenarios {
  /** The names that `play` knows. */
  readonly names: readonly ScenarioName[]
  /**
   * Puts the mock into a situation, on top of what it is in; `reset()` ends it.
   *
   * @throws TypeError naming what is wrong with it.
   */
  play(scenario: ScenarioName | Scenario): void
}

/** Plays situations on a mock. */
export function createScenarios(state: Pick<MockState, 'tokens' | 'clock' | 'faults'>): Scenarios {
  return {
    names: Object.keys(SCENARIOS) as ScenarioName[],
    play(scenario) {
      const { apiTokens, clock, faults } =
        typeof scenario === 'string' ? toScenario(scenario) : parseScenario(scenario)
      if (clock?.freezeAt !== undefined) state.clock.freeze(clock.freezeAt)
      if (clock?.offsetMs !== undefined) state.clock.offset(clock.offsetMs)
      for (const { ref } of state.tokens.list()) {
        if (apiTokens === 'expire') state.tokens.expire(ref)
        if (apiTokens === 'revoke') state.tokens.revoke(ref)
      }
      for (const fault of faults ?? []) state.faults.add(fault)
    },
  }
}
