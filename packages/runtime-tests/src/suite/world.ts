import type * as auth from '@qci-client/auth'
import type { AuthClient, AuthClientOptions, AuthEvent, Clock } from '@qci-client/auth'
import type * as authApi from '@qci-client/auth-api'

import { createMockAdmin } from './mock-admin.ts'
import type { MockAdmin } from './mock-admin.ts'

/** Where the mock is. JSON, for it crosses into another process or worker. */
export interface Settings {
  apiUrl: string
  /** Another origin, which shows at `/show` what it got, and answers with 401 at `/refuse`. */
  otherUrl: string
  apiToken: string
  /** The mock's admin API, `…/__mock__`. Of pages, only those of `apiUrl` may use it. */
  adminUrl: string
  /** The mock behind TLS, by HTTP/2 or HTTP/1.1; empty where no certificate can be made. */
  http2Url: string
  /** Whom to trust for that: a certificate in PEM, and the file that it is in. */
  certificate: { text: string; file: string }
}

/** The packages as this runtime finds them. Whoever runs the suite imports them: here are no bare names. */
export interface Subject {
  auth: typeof auth
  authApi: typeof authApi
  /** How the runtime prints a value. */
  inspect: (value: unknown) => string
}

/** What a law holds in its hands: the subject, and a mock that has just been reset. */
export interface World extends Settings, Subject {
  mock: MockAdmin
  /** Aborted when the law has taken too long. */
  signal: AbortSignal
  /** What the clients of this world told. */
  events: AuthEvent[]
  /**
   * A client of the mock that goes by this world's clock. It is never closed: a program that ends without
   * closing its client must end all the same.
   */
  createClient: (options?: AuthClientOptions) => AuthClient
  /** Moves the clocks of the mock and of the clients on. */
  advance: (ms: number) => Promise<void>
}

export async function createWorld(settings: Settings, subject: Subject, signal: AbortSignal): Promise<World> {
  const mock = createMockAdmin(settings.adminUrl, signal)
  const events: AuthEvent[] = []
  let aheadMs = 0
  await mock.reset()
  return {
    ...settings,
    ...subject,
    mock,
    signal,
    events,
    createClient: (options) =>
      new subject.auth.AuthClient({
        url: settings.apiUrl,
        apiToken: settings.apiToken,
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

/** The runtime's time, that many milliseconds ahead. Its sleeps are real: none of them is waited for in vain. */
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
