import type { HttpHandler } from 'msw'

import type { AuthMockControls } from '../engine/auth-mock-controls.ts'
import { createEngine } from '../engine/engine.ts'
import { type AuthMockEnv, toEnv } from '../engine/env.ts'
import type { AuthMockOptions } from '../engine/options.ts'
import { createHandlers } from './handlers.ts'

/** The mock in process: msw handlers and their controls. */
export interface AuthMock extends AuthMockControls {
  /** The APIs as msw request handlers, on any host: for `setupServer`, `setupWorker`, `getResponse`. */
  readonly handlers: HttpHandler[]
  /** The environment for a client under test. The address is made up: nothing listens there. */
  readonly env: AuthMockEnv
  /**
   * Drops requests in flight, also those that hang, and removes all faults. Call it before msw is stopped. It may
   * be called more than once; the mock responds again when msw is started again.
   */
  close(): void
}

/** The address of the mock in process (RFC 6761: this name never resolves). */
const URL_IN_PROCESS = 'https://qci-auth-mock.test'

/**
 * Creates the mock in process. Use one for each test: mocks share nothing.
 *
 * @throws TypeError naming the option that is wrong.
 *
 * @example
 * ```ts
 * const mock = createAuthMock()
 * const server = setupServer(...mock.handlers)
 * ```
 */
export function createAuthMock(options: AuthMockOptions = {}): AuthMock {
  const engine = createEngine(options)
  return {
    ...engine.controls,
    handlers: createHandlers(engine),
    env: toEnv(URL_IN_PROCESS, engine.config),
    close: () => engine.close(),
  }
}
