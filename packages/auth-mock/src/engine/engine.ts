import type { ConnectionControl } from '../faults/refuse-periods.ts'
import type { MockRequest, MockResponse } from '../wire/types.ts'
import type { AuthMockControls } from './auth-mock-controls.ts'
import { resolveConfig } from './config.ts'
import { createControls } from './controls.ts'
import { handleRequest } from './handle-request.ts'
import type { AuthMockOptions } from './options.ts'
import { createState, type MockState } from './state.ts'

/** The mock without a transport: msw's handlers and the server are the transports. */
export interface Engine extends MockState {
  readonly controls: AuthMockControls
  /** Responds to a request. Never rejects. */
  handle(request: MockRequest): Promise<MockResponse>
  /** Whether a request that is not for the auth API is for this mock, because a handler or a fault takes it. */
  handlesOther(request: Request): Promise<boolean>
  /** Drops requests in flight, removes all faults and rejects waiters. May be called more than once. */
  close(): void
}

/**
 * Creates the engine of a mock.
 *
 * @param connections - Refuses connections; only the server on a port has it.
 * @throws TypeError naming the option that is wrong.
 */
export function createEngine(options: AuthMockOptions, connections?: ConnectionControl): Engine {
  const config = resolveConfig(options)
  const state = createState(config, connections)
  const controls = createControls(state, reset)
  let released = new AbortController() // aborted by the next reset or close, for requests that wait

  function start(): void {
    state.otherApis.replace(config.handlers?.(controls) ?? [])
    if (config.scenario !== undefined) controls.scenarios.play(config.scenario)
  }

  function release(reason: string): void {
    released.abort()
    released = new AbortController()
    state.journal.rejectWaiters(reason)
  }

  function reset(): void {
    release('The mock was reset')
    state.clock.reset()
    state.faults.reset()
    state.tokens.reset()
    state.journal.clear()
    state.problems.clear()
    start()
  }

  start()
  return {
    ...state,
    controls,
    handle: (request) => handleRequest(state, request, released.signal),
    handlesOther: async (request) =>
      state.faults.hasForPath(new URL(request.url).pathname) || (await state.otherApis.has(request)),
    close() {
      state.faults.clear()
      release('The mock was closed')
    },
  }
}
