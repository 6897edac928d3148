/// <reference lib="esnext.disposable" preserve="true" />
import { setupWorker } from 'msw/browser'

import { type AuthMock, createAuthMock } from './msw/auth-mock.ts'
import type { AuthMockOptions } from './engine/options.ts'

/** The mock behind msw's service worker in a page. */
export interface BrowserAuthMock {
  readonly mock: AuthMock
  /** msw's own object: `start()`, `use()`, `resetHandlers()`. */
  readonly worker: ReturnType<typeof setupWorker>
  /** Drops requests that are under way (else `worker.stop()` waits for them), then stops the worker. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The mock behind msw's `setupWorker`: requests of this page to any host's auth API are answered by it.
 * Nothing is intercepted before `await worker.start()`. The page's server must serve msw's
 * `mockServiceWorker.js`.
 *
 * @throws TypeError naming the option that is wrong.
 */
export function setupAuthMock(options: AuthMockOptions = {}): BrowserAuthMock {
  const mock = createAuthMock(options)
  const worker = setupWorker(...mock.handlers)
  const close = async (): Promise<void> => {
    mock.close()
    await worker.stop()
  }
  return { mock, worker, close, [Symbol.asyncDispose]: close }
}
