import type * as auth from '@qci-client/auth'
import type { AuthClientOptions, AuthEvent, Clock } from '@qci-client/auth'
import type * as authApi from '@qci-client/auth-api'

import { createMockAdmin } from './mock-admin.ts'
import type { TestServers } from './suite-input.ts'

/** The mock's tokens are valid for one hour. */
const LIFETIME_MS = 3_600_000
/** The time from a token's exchange until a call starts its background renewal: 12.5 minutes before its expiry. */
export const UNTIL_BACKGROUND_RENEWAL_MS: number = LIFETIME_MS - 700_000
/** The time from a token's exchange until a call waits for its renewal: 10 minutes before its expiry. */
export const UNTIL_MARGIN_MS: number = LIFETIME_MS - 500_000
/** The longest backoff after a failed renewal. */
export const MAX_BACKOFF_MS = 60_000

/** The packages under test. Each runtime's entry module imports them and passes them on. */
export interface Subject {
  auth: typeof auth
  authApi: typeof authApi
  /** How the runtime prints a value; default: JSON. */
  inspect?: (value: unknown) => string
}

/** What each test gets. */
export type TestContext = Awaited<ReturnType<typeof createTestContext>>

export type Check = (context: TestContext) => Promise<void>

/** Adds a test to the suite. */
export interface AddTest {
  (name: string, check: Check): void
  /** Adds a test that is skipped unless the condition holds. */
  if: (name: string, condition: boolean, check: Check) => void
}

/** Resets the mock and returns the context of one test. The signal is aborted when the test ends or times out. */
export async function createTestContext(
  base: TestServers & Subject & { assert: Assert; signal: AbortSignal },
) {
  const mock = createMockAdmin(base.adminUrl, base.signal)
  const events: AuthEvent[] = []
  let aheadMs = 0
  await mock.reset()
  return {
    inspect: (value: unknown) => JSON.stringify(value),
    ...base,
    mock,
    /** The events of all clients of this test. */
    events,
    /** Creates a client of the mock. It is never closed: a program must end without that. */
    createClient: (options?: AuthClientOptions) =>
      new base.auth.AuthClient({
        url: base.apiUrl,
        apiToken: base.apiToken,
        env: {},
        clock: createClock(() => aheadMs),
        random: () => 0,
        onEvent: (event) => events.push(event),
        ...options,
      }),
    /** Advances the clocks of the mock and of the clients. */
    advance: async (ms: number) => {
      await mock.advanceClock(ms)
      aheadMs += ms
    },
  }
}

/** Creates a clock that is ahead of the runtime's time. Its sleeps take real time. */
export function createClock(aheadMs: () => number): Clock {
  return {
    now: () => Date.now() + aheadMs(),
    monotonic: () => performance.now() + aheadMs(),
    async sleep(ms, signal) {
      signal.throwIfAborted()
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, ms)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason as Error)
        })
      })
    },
  }
}

/** Returns what the promise rejects with; throws when it resolves. */
export async function getRejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const [result] = await Promise.allSettled([promise])
  if (result.status === 'rejected') return result.reason as Error & Record<string, unknown>
  throw new Error(`Expected a rejection, got ${JSON.stringify(result.value)}`)
}
