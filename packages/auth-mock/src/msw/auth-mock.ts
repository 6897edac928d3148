import type { HttpHandler } from 'msw/http'

import { type AuthMockControls, createControls } from '../engine/controls.ts'
import { createEngine } from '../engine/engine.ts'
import { type AuthMockEnv, toEnv } from '../engine/env.ts'
import { createHandlers } from './handlers.ts'
import type { AuthMockOptions } from '../engine/options.ts'

/** The mock in process: msw handlers, and the state behind them. */
export interface AuthMock extends AuthMockControls {
  /** The API as msw request handlers, on any host: for `setupServer`, `setupWorker`, `getResponse`. */
  readonly handlers: HttpHandler[]
  /** What a client under test may take for its environment. The address is made up: nothing listens there. */
  readonly env: AuthMockEnv
  /** Drops requests that are under way, hung ones too, and those that come. To be called before msw is stopped. */
  close(): void
}

/** Where the handlers pretend that the API is (RFC 6761: this name leads nowhere). */
const URL_IN_PROCESS = 'https://qci-auth-mock.test'

/**
 * The mock in process. One for each test: two mocks share nothing.
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
    ...createControls(engine),
    handlers: createHandlers(engine),
    env: toEnv(URL_IN_PROCESS, engine.config),
    close: () => engine.close(),
  }
}
