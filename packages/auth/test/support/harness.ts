import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions, AuthEvent } from '@qci-client/auth'

import { settle, TestClock } from './test-clock.ts'

export const API_TOKEN = 'api-token-for-tests'
export const API_URL = 'https://api.example/base'

/** A request that the client sent. It stays open until the test responds. */
export interface SentRequest {
  readonly request: Request
  /** When it was sent, on the harness's monotonic clock. */
  readonly sentAtMs: number
  respond(response: Response): Promise<void>
  fail(error: unknown): Promise<void>
}

/** The parts of a token response that a test sets. The others have defaults. */
export interface TokenFields {
  accessToken?: string
  /** How long the token lives from now on, by the harness's clock. One hour by default. */
  lifeMs?: number
  /** By how much the API's clock is ahead of the local one; `undefined` omits the `Date` header. */
  serverAheadMs?: number | undefined
  headers?: Record<string, string>
  /** Replaces fields of the body; undefined omits a field. */
  body?: Record<string, unknown>
}

export interface Harness {
  client: AuthClient
  clock: TestClock
  events: AuthEvent[]
  /** Every request that the client sent, in order. */
  requests: SentRequest[]
  /** Returns the latest request. */
  latest: () => SentRequest
  /** Builds a token response by the harness's clock. */
  token: (fields?: TokenFields) => Response
  /** Calls the client and responds with a token. */
  obtain: (fields?: TokenFields) => Promise<string>
}

/** Creates a client with a clock that the test moves and an API whose every response the test sends. */
export function createHarness(options: AuthClientOptions = {}, clock: TestClock = new TestClock()): Harness {
  const requests: SentRequest[] = []
  const events: AuthEvent[] = []
  let tokens = 0

  const fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, init)
    return new Promise((resolve, reject) => {
      requests.push({
        request,
        sentAtMs: clock.monotonic(),
        respond: (response) => (resolve(response), settle()),
        fail: (error) => (reject(error), settle()),
      })
      request.signal.addEventListener('abort', () => reject(request.signal.reason))
    })
  }

  const client = new AuthClient({
    url: API_URL,
    apiToken: API_TOKEN,
    env: {},
    clock,
    fetch,
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
    ...options,
  })

  const token = ({ accessToken, lifeMs = 3_600_000, ...more }: TokenFields = {}): Response => {
    tokens += 1
    const serverAheadMs = 'serverAheadMs' in more ? more.serverAheadMs : 0
    const serverNowMs = clock.now() + (serverAheadMs ?? 0)
    return Response.json(
      {
        access_token: accessToken ?? `access-token-${tokens}`,
        expires_at_rfc3339: new Date(serverNowMs + lifeMs).toISOString(),
        token_type: 'Bearer',
        organization_id: 'organization-1',
        user_id: 'user-1',
        ...more.body,
      },
      {
        headers: {
          ...(serverAheadMs === undefined ? {} : { date: new Date(serverNowMs).toUTCString() }),
          ...more.headers,
        },
      },
    )
  }

  const latest = () => {
    const request = requests.at(-1)
    if (!request) throw new Error('no request was sent')
    return request
  }

  const obtain = async (fields?: TokenFields) => {
    const accessToken = client.getAccessToken()
    accessToken.catch(() => {}) // the test awaits it only after the response
    await settle()
    await latest().respond(token(fields))
    return accessToken
  }

  return { client, clock, events, requests, latest, token, obtain }
}

/** Creates a harness whose cached one-hour token has `leftMs` left. */
export async function createAged(leftMs: number): Promise<Harness> {
  const lifeMs = 3_600_000
  const harness = createHarness()
  await harness.obtain({ lifeMs })
  await harness.clock.advance(lifeMs - leftMs)
  return harness
}

/** A response with the API's own error body. */
export function apiError(status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ message: 'said the API' }, { status, headers })
}

/** The present state of `promise`: its value, its error, or 'pending'. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | 'pending' | { error: unknown }> {
  let outcome: T | 'pending' | { error: unknown } = 'pending'
  promise.then(
    (value) => (outcome = value),
    (error: unknown) => (outcome = { error }),
  )
  await settle()
  return outcome
}

/** Resolves to the error with which `promise` rejects. Its rejection counts as handled at once. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`Did not fail, but resolved to ${String(value)}`)
    },
    (error: unknown) => error,
  )
}
