import { setupWorker } from 'msw/browser'

import type { AuthMockOptions } from './engine/options.ts'
import { type AuthMock, createAuthMock } from './msw/auth-mock.ts'
import { isActive } from './msw/is-active.ts'

/** The mock with msw's service worker in a page. */
export interface BrowserAuthMock {
  /** The mock. Its `reset()` also calls `worker.resetHandlers()`. */
  readonly mock: AuthMock
  /** msw's own object: `start()`, `use()`, `resetHandlers()`. */
  readonly worker: ReturnType<typeof setupWorker>
  /**
   * Drops requests in flight, which `worker.stop()` would wait for, then stops the worker. It may be called at any
   * time and more than once; `worker.start()` starts the worker again.
   */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Sets up the mock with msw's `setupWorker`: it responds to this page's requests to the auth API of any host.
 * Nothing is intercepted before `await worker.start()`. The page's server must serve msw's
 * `mockServiceWorker.js`.
 *
 * @throws TypeError naming the option that is wrong.
 */
export function setupAuthMock(options: AuthMockOptions = {}): BrowserAuthMock {
  const created = createAuthMock(options)
  const worker = setupWorker(...created.handlers)
  const mock: AuthMock = {
    ...created,
    reset() {
      worker.resetHandlers()
      created.reset()
    },
  }
  const close = async (): Promise<void> => {
    mock.close()
    if (isActive(worker)) await worker.stop()
  }
  return { mock, worker, close, [Symbol.asyncDispose]: close }
}
