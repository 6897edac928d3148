import { AuthClient } from '@qci-client/auth'
import { createAuthApiClient } from '@qci-client/auth-api'

import { operations } from '../../src/openapi/contract.ts'
import { validateRequest } from '../../src/openapi/validate-request.ts'
import type { Target } from './targets.ts'

/** The start of each test, for the mock and the client. */
export const NOW_MS = Date.UTC(2026, 5, 1, 12)

/** AuthClient's time limit. Shorter sleeps are waits between attempts. */
const TIMEOUT_MS = 30_000

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
    const operation = operations.find((one) => one.method === method && one.path === path)
    const found = operation && validateRequest(operation, { headers, body: bytes })
    violations.push(...(found?.map(({ message }) => message) ?? [`${method} ${path} is not documented`]))
    const response = await fetch(request)
    if (response.type === 'error') throw new TypeError('fetch failed')
    return response
  }
  return { fetch: record, sent, violations }
}

/** A path of another API, which accepts the access tokens. */
const JOBS = 'optimization/v1/jobs'

/**
 * Creates both clients for a mock, with everything that they send and report recorded. The mock's clock stands. Waits
 * between attempts end at once; time limits end when the mock has received the request if `isTimeLimited`, else never.
 */
export function createClientUnderTest({ mock, url, apiToken, fetch }: Target, isTimeLimited = false) {
  mock.clock.freeze(NOW_MS)
  const events: string[] = []
  const waitsMs: number[] = []
  const recorder = createRecorder(fetch)
  let nowMs = NOW_MS
  const sleep = async (ms: number): Promise<void> => {
    if (ms >= TIMEOUT_MS && isTimeLimited) await mock.journal.waitFor({ count: recorder.sent.length + 1 })
    else if (ms >= TIMEOUT_MS) await new Promise(() => {})
    else waitsMs.push(ms)
    nowMs += ms
  }
  const client = new AuthClient({
    url,
    apiToken,
    timeoutMs: TIMEOUT_MS,
    env: {},
    clock: { now: () => nowMs, monotonic: () => nowMs, sleep },
    fetch: (input, init) => {
      const request = new Request(input, init)
      if (!request.url.endsWith(JOBS)) return recorder.fetch(request)
      const isAuthorized = /^Bearer mock\.\d/.test(request.headers.get('authorization') ?? '')
      return Promise.resolve(Response.json({}, { status: isAuthorized ? 200 : 401 }))
    },
    random: () => 0.5,
    onEvent: (event) => void events.push(JSON.stringify(event)),
  })
  const lowLevel = createAuthApiClient({ baseUrl: url, fetch: (request) => recorder.fetch(request) })
  return { client, lowLevel, events, waitsMs, ...recorder, [Symbol.dispose]: () => client.close() }
}

/**
 * An `exchange` obtains a usable token, with retries; a `token` request returns the API's body after one request; so
 * do the `other` operations.
 */
export type CallKind = 'exchange' | 'token' | 'other'

/** The methods of AuthClient that send requests to the auth API. */
export const calls: readonly {
  name: string
  kind: CallKind
  call: (client: AuthClient) => Promise<unknown>
}[] = [
  { name: 'getHeaders()', kind: 'exchange', call: (client) => client.getHeaders() },
  { name: 'fetch()', kind: 'exchange', call: (client) => client.fetch(JOBS) },
  { name: 'postAccessTokens()', kind: 'token', call: (client) => client.postAccessTokens() },
  { name: 'getAccessTokensHealth()', kind: 'other', call: (client) => client.getAccessTokensHealth() },
  { name: 'getAccessTokensVersion()', kind: 'other', call: (client) => client.getAccessTokensVersion() },
]
