import { assertClean, listProblems } from './assert-clean.ts'
import type { AuthMockControls } from './auth-mock-controls.ts'
import { createRequireAccessToken } from './require-access-token.ts'
import { createScenarios } from './play-scenario.ts'
import type { MockState } from './state.ts'

/**
 * Creates the controls that tests use.
 *
 * @param reset - Restores the initial state.
 */
export function createControls(state: MockState, reset: () => void): AuthMockControls {
  const { tokens, faults, clock, journal, config, otherApis } = state
  return {
    tokens,
    faults,
    clock,
    journal,
    scenarios: createScenarios(state),
    requireAccessToken: createRequireAccessToken(tokens),
    seed: config.seed,
    use: (...handlers) => otherApis.use(handlers),
    reset,
    problems: () => listProblems(state),
    assertClean: () => assertClean(state),
  }
}
