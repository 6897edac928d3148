import { handleRequest } from './handle-request.ts'
import { resolveConfig } from './config.ts'
import type { ConnectionControl } from '../faults/refuse-periods.ts'
import type { AuthMockOptions } from './options.ts'
import { createScenarios, type Scenarios } from './play-scenario.ts'
import { createState, type MockState } from './state.ts'
import { DROPPED, type MockResponse, type MockRequest } from '../wire/types.ts'

/** A mock without a door. */
export interface Engine extends MockState {
  readonly scenarios: Scenarios
  /** Answers one request. Never rejects. */
  handle(request: MockRequest): Promise<MockResponse>
  /** Back to the beginning; requests under way are let go. */
  reset(): void
  /** Lets requests under way go, and drops those that come. */
  close(): void
}

/**
 * A mock without a door.
 *
 * @param refusal - How its door refuses connections; left out where it cannot.
 * @throws TypeError naming the option that is wrong.
 */
export function createEngine(options: AuthMockOptions, refusal?: ConnectionControl): Engine {
  const config = resolveConfig(options)
  const state = createState(config, refusal)
  const scenarios = createScenarios(state)
  let life = new AbortController() // ends with the next reset: those who wait then are let go
  let closed = false

  function begin(): void {
    if (config.scenario !== undefined) scenarios.play(config.scenario)
  }

  begin()
  return {
    ...state,
    scenarios,
    handle: async (request) => (closed ? DROPPED : handleRequest(state, request, life.signal)),
    reset() {
      life.abort()
      life = new AbortController()
      state.clock.reset()
      state.faults.reset()
      state.tokens.reset()
      state.journal.clear()
      state.journal.release('The mock was reset')
      state.problems.clear()
      begin()
    },
    close() {
      closed = true
      life.abort()
      state.faults.clear()
      state.journal.release('The mock was closed')
    },
  }
}
