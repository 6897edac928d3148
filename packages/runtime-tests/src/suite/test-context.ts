import type * as auth from '@qci-client/auth'
import type { AuthClient, AuthClientOptions, AuthEvent, Clock } from '@qci-client/auth'
import type * as authApi from '@qci-client/auth-api'

import { createMockAdmin } from './mock-admin.ts'
import type { MockAdmin } from './mock-admin.ts'
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
  /** How the runtime prints a value. */
  inspect: (value: unknown) => string
  /** Modules of the packages that were not loaded from the folder where the packages are installed. */
  modulesFromElsewhere: string[]
}

/** What each test gets: the packages, the servers and a mock that has just been reset. */
export interface TestContext extends TestServers, Subject {
  assert: Assert
  mock: MockAdmin
  /** Aborted when the test has ended or timed out. */
  signal: AbortSignal
  /** The events of all clients of this test. */
  events: AuthEvent[]
  /** Creates a client of the mock. It is never closed: a program must end without that. */
  createClient: (options?: AuthClientOptions) => AuthClient
  /** Advances the clocks of the mock and of the clients. */
  advance: (ms: number) => Promise<void>
}

export type Check = (context: TestContext) => Promise<void>

/** Adds a test to the suite. */
export interface AddTest {
  (name: string, check: Check): void
  /** Adds a test that is skipped unless the condition holds. */
  if: (name: string, condition: boolean, check: Check) => void
}

export async function createTestContext(
  base: TestServers & Subject & { assert: Assert; signal: AbortSignal },
): Promise<TestContext> {
  const mock = createMockAdmin(base.adminUrl, base.signal)
  const events: AuthEvent[] = []
  let aheadMs = 0
  await mock.reset()
  return {
    ...base,
    mock,
    events,
    createClient: (options) =>
      new base.auth.AuthClient({
        url: base.apiUrl,
        apiToken: base.apiToken,
        env: {},
        clock: createClock(() => aheadMs),
        random: () => 0,
        onEvent: (event) => events.push(event),
        ...options,
      }),
    async advance(ms) {
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
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms)
        const stop = () => {
          clearTimeout(timer)
          reject(signal.reason as Error)
        }
        if (signal.aborted) stop()
        else signal.addEventListener('abort', stop)
      }),
  }
}

/** Returns what the promise rejects with; throws when it resolves. */
export async function getRejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const [result] = await Promise.allSettled([promise])
  if (result.status === 'rejected') return result.reason as Error & Record<string, unknown>
  throw new Error(`Expected a rejection, got ${JSON.stringify(result.value)}`)
}

/** Repeats a check until it is true or the signal is aborted. */
export async function waitUntil(check: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- each check after the previous one
  while (!(await check())) signal.throwIfAborted()
}
