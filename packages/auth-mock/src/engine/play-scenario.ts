import { parseScenario, SCENARIOS, type Scenarios, toScenario } from '../faults/scenario.ts'
import type { ScenarioName } from '../faults/scenario.ts'
import type { MockState } from './state.ts'

/** Creates the control that applies scenarios to a mock. */
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
