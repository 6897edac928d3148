import { AuthClient } from '@qci-client/auth'
import { createAuthApiClient } from '@qci-client/auth-api'

import { PatientClock, TIMEOUT_MS } from './patient-clock.ts'
import type { Target } from './targets.ts'

/** When the tests happen, for the mock and the client alike. */
export const NOW_MS = Date.UTC(2026, 5, 1, 12)

/** A client in front of a mock, and all that it sent and told. */
export interface ClientUnderTest extends Disposable {
  readonly client: AuthClient
  readonly lowLevel: ReturnType<typeof createAuthApiClient>
  readonly clock: PatientClock
  /** What went to the auth API, in order. */
  readonly sent: { readonly request: Request; readonly body: string }[]
  /** Whatever the client told by events, as text. */
  readonly told: string[]
}

/** A path of another API, which answers who shows an access token. */
const JOBS = '/optimization/v1/jobs'

/** Puts a client in front of a mock. The mock's clock stands. */
export function putClient(target: Target): ClientUnderTest {
  target.mock.clock.freeze(NOW_MS)
  const clock = new PatientClock(NOW_MS)
  const sent: ClientUnderTest['sent'] = []
  const told: string[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    if (new URL(request.url).pathname.endsWith(JOBS)) {
      const isKnown = /^Bearer mock\.\d/.test(request.headers.get('authorization') ?? '')
      return Response.json({}, { status: isKnown ? 200 : 401 })
    }
    sent.push({ request, body: await request.clone().text() })
    const response = await target.fetch(request)
    if (response.type === 'error') throw new TypeError('fetch failed')
    return response
  }
  const client = new AuthClient({
    url: target.url,
    apiToken: target.apiToken,
    timeoutMs: TIMEOUT_MS,
    env: {},
    fetch,
    clock,
    random: () => 0.5,
    onEvent: (event) => void told.push(JSON.stringify(event)),
  })
  const lowLevel = createAuthApiClient({ baseUrl: target.url, fetch: (request) => fetch(request) })
  return { client, lowLevel, clock, sent, told, [Symbol.dispose]: () => client.close() }
}

/** One way to the API. */
export interface Cell {
  readonly name: string
  /**
   * - `exchange`: fetches a token, and tries again where that may help.
   * - `token`: asks for a token once.
   * - `other`: asks for something else once.
   */
  readonly kind: 'exchange' | 'token' | 'other'
  readonly call: (under: ClientUnderTest) => Promise<unknown>
}

/** Every way of AuthClient to the API. */
export const cells: readonly Cell[] = [
  { name: 'getHeaders()', kind: 'exchange', call: ({ client }) => client.getHeaders() },
  { name: 'fetch()', kind: 'exchange', call: ({ client }) => client.fetch(JOBS.slice(1)) },
  { name: 'postAccessTokens()', kind: 'token', call: ({ client }) => client.postAccessTokens() },
  { name: 'getAccessTokensHealth()', kind: 'other', call: ({ client }) => client.getAccessTokensHealth() },
  { name: 'getAccessTokensVersion()', kind: 'other', call: ({ client }) => client.getAccessTokensVersion() },
]
