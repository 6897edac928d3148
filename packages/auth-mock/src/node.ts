import { setupServer } from 'msw/node'

import type { AuthMockOptions } from './engine/options.ts'
import { type AuthMock, createAuthMock } from './msw/auth-mock.ts'
import { isActive } from './msw/is-active.ts'
import { toRuntimeWarning } from './msw/runtime-warning.ts'

/** The mock with msw's request interception in Node. */
export interface NodeAuthMock {
  /** The mock. Its `reset()` also calls `server.resetHandlers()`. */
  readonly mock: AuthMock
  /** msw's own object: `listen()`, `use()`, `resetHandlers()`. */
  readonly server: ReturnType<typeof setupServer>
  /**
   * Drops requests in flight and ends the interception. It may be called at any time and more than once;
   * `server.listen()` starts the interception again.
   */
  close(): void
  [Symbol.dispose](): void
}

/**
 * Sets up the mock with msw's `setupServer`: it responds to this process's requests to the auth API of any host.
 * Nothing is intercepted before `server.listen()`. In Bun and Deno, where msw 3 does not intercept requests, a warning
 * is written to the console: use `startAuthMockServer` there.
 *
 * @throws TypeError naming the option that is wrong.
 *
 * @example
 * ```ts
 * using api = setupAuthMock()
 * api.server.listen({ onUnhandledFrame: 'error' })
 * ```
 */
export function setupAuthMock(options: AuthMockOptions = {}): NodeAuthMock {
  const created = createAuthMock(options)
  const server = setupServer(...created.handlers)
  const warning = toRuntimeWarning(globalThis, server)
  if (warning !== undefined) console.warn(warning)
  const mock: AuthMock = {
    ...created,
    reset() {
      server.resetHandlers()
      created.reset()
    },
  }
  const close = (): void => {
    mock.close()
    if (isActive(server)) server.close()
  }
  return { mock, server, close, [Symbol.dispose]: close }
}
