/// <reference lib="esnext.disposable" preserve="true" />
import { setupServer } from 'msw/node'

import { type AuthMock, createAuthMock } from './msw/auth-mock.ts'
import type { AuthMockOptions } from './engine/options.ts'

/** The mock behind msw's interception in Node. */
export interface NodeAuthMock {
  readonly mock: AuthMock
  /** msw's own object: `listen()`, `use()`, `resetHandlers()`. */
  readonly server: ReturnType<typeof setupServer>
  /** Drops requests that are under way and ends the interception. */
  close(): void
  [Symbol.dispose](): void
}

/**
 * The mock behind msw's `setupServer`: requests of this process to any host's auth API are answered by it.
 * Nothing is intercepted before `server.listen()`.
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
  const mock = createAuthMock(options)
  const server = setupServer(...mock.handlers)
  const close = (): void => {
    mock.close()
    server.close()
  }
  return { mock, server, close, [Symbol.dispose]: close }
}
