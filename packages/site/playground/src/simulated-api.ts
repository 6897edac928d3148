import { createAuthMock } from '@qci-client/auth-mock'
import type { AuthMockEnv } from '@qci-client/auth-mock'
import { http, HttpResponse } from 'msw/http'
import { getResponse } from 'msw/utils/get-response'

import type { PendingWork } from './pending-work.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Receives the requests of one process. */
export interface RequestObserver {
  /** An exchange was sent. Call the result when it ends. */
  exchangeStarted(): (isSuccess: boolean) => void
  /** The request of a call was sent. */
  callSent(callNumber: number): void
}

/** QCi's auth API (the mock), and an API for calls that requires its access tokens. */
export interface SimulatedApi {
  /** The address and the API token, for a client's option `env`. */
  readonly env: AuthMockEnv
  /** Creates the `fetch` of one process. It calls the mock in this page: nothing is sent over a network. */
  createFetch(observer: RequestObserver): typeof fetch
  /** Makes the auth API respond 503 to everything, or ends that. */
  setOutage(isDown: boolean): void
  /** Makes the auth API slow or as fast as usual. */
  setSlow(isSlow: boolean): void
  /** Revokes all access tokens that are valid now. */
  revokeTokens(): void
}

/** How long an exchange takes, and how long it takes while the API is slow. */
export const EXCHANGE_MS = 250
export const SLOW_EXCHANGE_MS = 20_000
const CALL_MS = 100

/** The simulation's time 0: the client expects a `Date` in this decade. */
export const EPOCH_MS: number = Date.UTC(2026, 0, 1)

const EXCHANGE_PATH = '/auth/v1/access-tokens/'

export function createSimulatedApi(clock: VirtualClock, work: PendingWork): SimulatedApi {
  const refs = new Set<string>()
  const mock = createAuthMock({
    now: () => EPOCH_MS + clock.nowMs(),
    handlers: ({ requireAccessToken }) => [
      http.get(
        '/calls/:number',
        requireAccessToken(() => HttpResponse.json({ status: 'COMPLETED' })),
      ),
    ],
    onExchange: ({ response }) => {
      if (response?.tokenRef !== undefined) refs.add(response.tokenRef)
    },
  })
  let exchangeMs = EXCHANGE_MS
  let outage: { remove(): void } | undefined

  const respond = async (request: Request): Promise<Response> => {
    const response = await getResponse(mock.handlers, request)
    mock.journal.clear() // nothing reads it, and the page may run for days
    if (!response || response.type === 'error') throw new TypeError('Failed to fetch')
    const { status, headers } = response
    return new Response(toStream(new Uint8Array(await response.arrayBuffer())), { status, headers })
  }

  return {
    env: mock.env,
    createFetch: (observer) => async (input, init) => {
      const request = new Request(input, init)
      const { pathname } = new URL(request.url)
      if (pathname !== EXCHANGE_PATH) {
        observer.callSent(Number(pathname.split('/').at(-1)))
        await clock.sleep(CALL_MS, request.signal)
        return work.track(respond(request))
      }
      const end = observer.exchangeStarted()
      let isSuccess = false
      try {
        await clock.sleep(exchangeMs, request.signal)
        const response = await work.track(respond(request))
        isSuccess = response.ok
        return response
      } finally {
        end(isSuccess)
      }
    },
    setOutage(isDown) {
      if (!isDown) outage?.remove()
      outage = isDown ? (outage ?? mock.faults.outage('forever')) : undefined
    },
    setSlow(isSlow) {
      exchangeMs = isSlow ? SLOW_EXCHANGE_MS : EXCHANGE_MS
    },
    revokeTokens() {
      for (const ref of refs) mock.tokens.revoke(ref)
      refs.clear()
    },
  }
}

/** A stream that is read without real time, unlike the body that the browser makes of bytes. */
function toStream(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}
