import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions, AuthEvent } from '@qci-client/auth'

import { settle, TestClock } from './test-clock.ts'

export const API_TOKEN = 'api-token-for-tests'
export const API_URL = 'https://api.example/base'

/** A request that the client sent, waiting for the test to answer it. */
export interface SentRequest {
  readonly request: Request
  /** When it was sent, on the harness's monotonic clock. */
  readonly sentAtMs: number
  answer(response: Response): Promise<void>
  fail(error: unknown): Promise<void>
}

/** What a token answer is made of; what is left out is made up. */
export interface TokenAnswer {
  accessToken?: string
  /** From now on, by the harness's clock. */
  lifeMs?: number
  /** By how much the API's clock is ahead of the local one; `undefined` leaves its `Date` out. */
  serverAheadMs?: number | undefined
  headers?: Record<string, string>
  /** Takes the place of fields of the body, or leaves them out when undefined. */
  body?: Record<string, unknown>
}

export interface Harness {
  client: AuthClient
  clock: TestClock
  events: AuthEvent[]
  /** Every request that was sent, in order. */
  requests: SentRequest[]
  /** The last of them. */
  latest: () => SentRequest
  /** A token answer that follows from the harness's clock. */
  token: (answer?: TokenAnswer) => Response
  /** Calls the client and gives it a first token. */
  obtain: (answer?: TokenAnswer) => Promise<string>
}

/** A client whose every answer and every millisecond is the test's to give. */
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
        answer: (response) => (resolve(response), settle()),
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

  const token = ({ accessToken, lifeMs = 3_600_000, ...more }: TokenAnswer = {}): Response => {
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

  const obtain = async (answer?: TokenAnswer) => {
    const accessToken = client.getAccessToken()
    accessToken.catch(() => {}) // the test looks at it only after the answer
    await settle()
    await latest().answer(token(answer))
    return accessToken
  }

  return { client, clock, events, requests, latest, token, obtain }
}

/** One that holds a token of an hour of which so much is left. */
export async function createAged(leftMs: number): Promise<Harness> {
  const lifeMs = 3_600_000
  const harness = createHarness()
  await harness.obtain({ lifeMs })
  await harness.clock.advance(lifeMs - leftMs)
  return harness
}

/** An answer with the API's own error body. */
export function apiError(status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ message: 'said the API' }, { status, headers })
}

/** What `promise` has come to by now: its value, its error, or 'pending'. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | 'pending' | { error: unknown }> {
  let outcome: T | 'pending' | { error: unknown } = 'pending'
  promise.then(
    (value) => (outcome = value),
    (error: unknown) => (outcome = { error }),
  )
  await settle()
  return outcome
}

/** The error to which `promise` comes, whenever that is. Nothing is unhandled meanwhile. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`did not fail, but gave ${String(value)}`)
    },
    (error: unknown) => error,
  )
}
