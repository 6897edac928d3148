import { AuthClient } from '@qci-client/auth'
import type { Clock } from '@qci-client/auth'
import { createAuthApiClient } from '@qci-client/auth-api'

import { qciContract } from '../../src/contract.ts'
import { readContract } from '../../src/openapi/contract.ts'
import { validateRequest } from '../../src/openapi/validate-request.ts'
import type { Target } from './targets.ts'

/** The start of each test, for the mock and the client. */
export const NOW_MS = Date.UTC(2026, 5, 1, 12)

/** AuthClient's default time limit. Shorter sleeps are waits between attempts. */
const DEFAULT_TIMEOUT_MS = 30_000

/** A clock whose sleeps end at once, except for time limits, which end when the test says so. */
class TestClock implements Clock {
  /** The waits between attempts. */
  readonly waitsMs: number[] = []
  readonly #limits = new Set<() => void>()
  #nowMs = NOW_MS

  now(): number {
    return this.#nowMs
  }

  monotonic(): number {
    return this.#nowMs
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms < DEFAULT_TIMEOUT_MS) {
      this.waitsMs.push(ms)
      this.#nowMs += ms
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      this.#limits.add(resolve)
      signal.addEventListener('abort', () => {
        this.#limits.delete(resolve)
        reject(signal.reason as Error)
      })
    })
  }

  reachTimeLimits(): void {
    for (const end of this.#limits) end()
  }
}

const contract = readContract(qciContract)

/** A fetch for the `fetch` option that records the requests and the rules of the contract that they break. */
export function createRecorder(fetch: (request: Request) => Promise<Response>) {
  const sent: { method: string; path: string; headers: Headers; body: string }[] = []
  const violations: string[] = []
  const record = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const { method, headers } = request
    const path = new URL(request.url).pathname
    const bytes = new Uint8Array(await request.clone().arrayBuffer())
    sent.push({ method, path, headers, body: new TextDecoder().decode(bytes) })
    const operation = contract.operations.find((one) => one.method === method && one.path === path)
    const found = operation ? validateRequest(contract, operation, { headers, body: bytes }) : []
    violations.push(
      ...(operation ? found.map(({ message }) => message) : [`${method} ${path} is not documented`]),
    )
    const response = await fetch(request)
    if (response.type === 'error') throw new TypeError('fetch failed')
    return response
  }
  return { fetch: record, sent, violations }
}

/** Another API, which accepts the access tokens for jobs and rejects them elsewhere. */
const OTHER_API = '/optimization/v1/'
const JOBS = `${OTHER_API}jobs`

/** Creates both clients for a mock, with everything that they send and report recorded. The mock's clock stands. */
export function createClientUnderTest({ mock, url, apiToken, fetch }: Target) {
  mock.clock.freeze(NOW_MS)
  const clock = new TestClock()
  const events: string[] = []
  const recorder = createRecorder(fetch)
  const route = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    if (!request.url.includes(OTHER_API)) return recorder.fetch(request)
    const hasToken = /^Bearer mock\.\d/.test(request.headers.get('authorization') ?? '')
    const isAuthorized = hasToken && request.url.endsWith(JOBS)
    return Promise.resolve(Response.json({}, { status: isAuthorized ? 200 : 401 }))
  }
  const client = new AuthClient({
    url,
    apiToken,
    env: {},
    clock,
    fetch: route,
    random: () => 0.5,
    onEvent: (event) => void events.push(JSON.stringify(event)),
  })
  const lowLevel = createAuthApiClient({ baseUrl: url, fetch: (request) => recorder.fetch(request) })
  return { client, lowLevel, clock, events, ...recorder, [Symbol.dispose]: () => client.close() }
}

export type ClientUnderTest = ReturnType<typeof createClientUnderTest>

/**
 * The methods of AuthClient that send requests to the auth API. An `exchange` obtains a usable token, with
 * retries; a `token` request returns the API's body after one request; so do the `other` operations.
 */
export const calls: readonly {
  name: string
  kind: 'exchange' | 'token' | 'other'
  call: (under: ClientUnderTest) => Promise<unknown>
}[] = [
  { name: 'getHeaders()', kind: 'exchange', call: ({ client }) => client.getHeaders() },
  { name: 'fetch()', kind: 'exchange', call: ({ client }) => client.fetch(JOBS.slice(1)) },
  { name: 'postAccessTokens()', kind: 'token', call: ({ client }) => client.postAccessTokens() },
  { name: 'getAccessTokensHealth()', kind: 'other', call: ({ client }) => client.getAccessTokensHealth() },
  { name: 'getAccessTokensVersion()', kind: 'other', call: ({ client }) => client.getAccessTokensVersion() },
]
