import { describe, expect, test } from 'vitest'

import type { SharingContext, SharedResponse, TokenSharing } from '@qci-client/auth'

import { API_TOKEN, apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import type { Harness } from './support/harness.ts'
import { settle, TestClock } from './support/test-clock.ts'

const HOUR_MS = 3_600_000

/** Clients that share tokens in memory, by the rules that the context of `sharing` allows. */
function createFleet(size: number) {
  const clock = new TestClock()
  const contexts: SharingContext[] = []
  let stored: (SharedResponse & { storedAtMs: number }) | undefined
  let queue: Promise<unknown> = Promise.resolve()

  const share: TokenSharing = async (context, exchange) => {
    contexts.push({ ...context, rejectedAccessTokens: new Set(context.rejectedAccessTokens) })
    const expiresAtMs = Date.parse(String(stored?.body['expires_at_rfc3339']))
    const leftMs = stored ? stored.leftMs - (clock.monotonic() - stored.storedAtMs) : 0
    const isUsable =
      !context.isForced &&
      !context.rejectedAccessTokens.has(String(stored?.body['access_token'])) &&
      expiresAtMs > (context.cachedExpiresAtMs ?? 0) &&
      leftMs > Math.min(context.expirationMarginMs, (stored?.lifeMs ?? 0) / 2)
    if (stored && isUsable) return { ...stored, leftMs }
    const response = await exchange()
    stored = { ...response, storedAtMs: clock.monotonic() }
    return response
  }
  /** One exchange at a time in the whole fleet. */
  const sharing: TokenSharing = (context, exchange) => {
    const turn = queue.then(() => share(context, exchange))
    queue = turn.catch(() => {})
    return turn
  }
  const clients = Array.from({ length: size }, () => createHarness({ sharing }, clock))
  const requests = () => clients.flatMap((harness) => harness.requests)
  return { clients, clock, contexts, requests, latest: () => requests().findLast(isOpen)! }
}

const isOpen = ({ request }: Harness['requests'][number]) => !request.signal.aborted

describe('the option sharing', () => {
  test('fifty clients with the option sharing obtain one token by one exchange', async () => {
    const { clients, requests } = createFleet(50)
    const calls = clients.map(({ client }) => client.getAccessToken())
    await settle()
    await requests()[0]!.respond(clients[0]!.token({ accessToken: 'shared' }))
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['shared']))
    expect(requests()).toHaveLength(1)
    const infos = await Promise.all(clients.map(({ client }) => client.getAccessTokenInfo()))
    expect(infos[49]).toEqual(infos[0])
  })

  test('the option sharing is not called while the cached token needs no renewal', async () => {
    const { clients, contexts } = createFleet(1)
    await clients[0]!.obtain()
    for (let call = 0; call < 10; call += 1) await clients[0]!.client.getHeaders()
    expect(contexts).toHaveLength(1)
  })

  test('a shared token keeps its lifetime and margins in other clients', async () => {
    const { clients, clock } = createFleet(2)
    const [one, other] = clients as [Harness, Harness]
    await one.obtain({ accessToken: 'shared', lifeMs: HOUR_MS })
    await clock.advance(1_000_000)
    await expect(other.client.getAccessToken()).resolves.toBe('shared')
    await clock.advance(HOUR_MS - 1_000_000 - 600_000)
    expect(await outcomeOf(other.client.getAccessToken())).toBe('shared')
    await clock.advance(1)
    expect(await outcomeOf(other.client.getAccessToken())).toBe('pending')
  })

  test('the option sharing is called with the facts that its rules need', async () => {
    const { clients, clock, contexts } = createFleet(1)
    const { client, latest, token, obtain } = clients[0]!
    const expiresAtMs = clock.now() + HOUR_MS
    await obtain({ accessToken: 'first', lifeMs: HOUR_MS })
    const replaced = client.replaceAccessToken('first')
    await settle()
    await latest().respond(token({ accessToken: 'second', lifeMs: HOUR_MS }))
    await replaced
    const forced = client.getAccessToken({ forceRenewal: true })
    await settle()
    await latest().respond(token({ lifeMs: HOUR_MS }))
    await forced
    client.invalidate()
    const last = client.getAccessToken()
    await settle()
    await latest().respond(token({ lifeMs: HOUR_MS }))
    await last
    expect(contexts[0]).toMatchObject({
      url: client.url,
      apiToken: API_TOKEN,
      expirationMarginMs: 600_000,
      clock,
    })
    const shown = contexts.map(({ rejectedAccessTokens, cachedExpiresAtMs, isForced }) => ({
      rejected: [...rejectedAccessTokens],
      cachedExpiresAtMs,
      isForced,
    }))
    expect(shown).toEqual([
      { rejected: [], cachedExpiresAtMs: undefined, isForced: false },
      { rejected: ['first'], cachedExpiresAtMs: expiresAtMs - 1, isForced: false },
      { rejected: ['first'], cachedExpiresAtMs: expiresAtMs, isForced: true },
      { rejected: ['first'], cachedExpiresAtMs: undefined, isForced: true },
    ])
  })

  test('the option sharing is called with the latest eight rejected tokens', async () => {
    const { clients, contexts } = createFleet(1)
    const { client, obtain } = clients[0]!
    await obtain({ accessToken: 'current' })
    for (let count = 1; count <= 8; count += 1) client.invalidate(`token-${count}`)
    client.invalidate('current')
    client.invalidate('token-8')
    await obtain({ accessToken: 'next' })
    expect([...contexts.at(-1)!.rejectedAccessTokens]).toEqual([
      'token-2',
      'token-3',
      'token-4',
      'token-5',
      'token-6',
      'token-7',
      'current',
      'token-8',
    ])
  })

  test('other clients adopt the token that one client obtained after a 401', async () => {
    const { clients, requests, latest } = createFleet(3)
    const first = await clients[0]!.obtain({ accessToken: 'first' })
    for (const { client } of clients) await client.getAccessToken()
    const replaced = clients.map(({ client }) => client.replaceAccessToken(first))
    await settle()
    await latest().respond(clients[0]!.token({ accessToken: 'second' }))
    expect(await Promise.all(replaced)).toEqual(['second', 'second', 'second'])
    expect(requests()).toHaveLength(2)
  })

  test('the option sharing passes on the error of its exchange, which is retried, and emits no storeFailed', async () => {
    const { clients, clock, requests } = createFleet(1)
    const { client, events, latest } = clients[0]!
    const failed = failureOf(client.getAccessToken())
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await clock.advance(500)
      await latest().respond(apiError(503))
    }
    expect(await failed).toMatchObject({ status: 503, attempts: 3 })
    expect(requests()).toHaveLength(3)
    expect(events.map(({ type }) => type)).toEqual(['retry', 'retry', 'renewalFailed'])
  })

  const expiresAtMs = Date.UTC(2026, 0, 1, 1)
  const body = { access_token: 'shared', expires_at_rfc3339: '2026-01-01T01:00:00Z' }
  test.each<[string, TokenSharing]>([
    [
      'rejects before the exchange',
      () => Promise.reject(new Error('no connection with api-token-for-tests')),
    ],
    ['throws', () => { throw new TypeError('a bug') }], // oxfmt-ignore
    ['rejects after the exchange', (_, exchange) => exchange().then(() => Promise.reject(new Error('full')))],
    ['resolves to nothing', () => Promise.resolve(undefined as unknown as SharedResponse)],
    [
      'resolves to a body without a token',
      () => Promise.resolve({ body: {}, expiresAtMs, lifeMs: 1, leftMs: 1 }),
    ],
    [
      'resolves to an expired token',
      () => Promise.resolve({ body, expiresAtMs, lifeMs: HOUR_MS, leftMs: 0 }),
    ],
    [
      'resolves to a token without a lifetime',
      () => Promise.resolve({ body, expiresAtMs, lifeMs: NaN, leftMs: NaN }),
    ],
    [
      'resolves to leftMs above lifeMs',
      () => Promise.resolve({ body, expiresAtMs, lifeMs: 1, leftMs: HOUR_MS }),
    ],
  ])('an option sharing that %s costs one exchange and no error', async (_, sharing) => {
    const { events, requests, obtain } = createHarness({ sharing })
    await expect(obtain()).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
    expect(events.map(({ type }) => type)).toEqual(['renewed'])
  })

  test('an option sharing that does not settle delays an exchange by 30 s', async () => {
    const { client, clock, requests, latest, token } = createHarness({ sharing: () => new Promise(() => {}) })
    const call = client.getAccessToken()
    await clock.advance(29_999)
    expect(requests).toHaveLength(0)
    await clock.advance(1)
    await latest().respond(token())
    expect(await call).toBe('access-token-1')
  })

  test('an exchange that runs when sharing has taken 30 s is waited for', async () => {
    const { client, clock, requests, latest, token } = createHarness({
      timeoutMs: 60_000,
      sharing: (_, exchange) => exchange(),
    })
    const call = client.getAccessToken()
    await clock.advance(40_000)
    await latest().respond(token())
    expect(await call).toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })

  test('an option sharing that calls the exchange twice causes one request', async () => {
    const { client, requests, latest, token } = createHarness({
      sharing: async (_, exchange) => (await Promise.all([exchange(), exchange()]))[0],
    })
    const call = client.getAccessToken()
    await settle()
    await latest().respond(token())
    expect(await call).toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })

  test('an option sharing that does not wait for the exchange causes no unhandled rejection', async () => {
    const unhandled: unknown[] = []
    const listener = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', listener)
    const { client, latest } = createHarness({
      sharing(_, exchange) {
        void exchange()
        return Promise.resolve(undefined as never)
      },
    })
    const failed = failureOf(client.getAccessToken())
    await settle()
    await latest().respond(apiError(401))
    expect(await failed).toMatchObject({ status: 401 })
    await settle()
    process.off('unhandledRejection', listener)
    expect(unhandled).toEqual([])
  })

  test('sharing can report a failure of its store', async () => {
    const { events, obtain } = createHarness({
      sharing(context, exchange) {
        context.onStoreFailure({
          operation: 'get',
          durationMs: 500,
          reason: `slow with ${API_TOKEN}`,
          code: `CODE_${API_TOKEN}`,
        })
        return exchange()
      },
    })
    await obtain()
    expect(events[0]).toMatchObject({
      type: 'storeFailed',
      operation: 'get',
      durationMs: 500,
      reason: 'slow with [redacted]',
      code: 'CODE_[redacted]',
    })
  })

  test('the signal of sharing is aborted with the last caller', async () => {
    let signal: AbortSignal | undefined
    const { client } = createHarness({
      sharing(context) {
        signal = context.signal
        return new Promise((_, reject) =>
          context.signal.addEventListener('abort', () => reject(new Error('x'))),
        )
      },
    })
    const controller = new AbortController()
    const failed = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    controller.abort()
    expect(await failed).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    expect(signal?.aborted).toBe(true)
  })

  test('sharing gets the token of an apiToken function, resolved once', async () => {
    let calls = 0
    const apiTokens: string[] = []
    const { obtain } = createHarness({
      apiToken: () => `secret-${(calls += 1)}`,
      sharing(context, exchange) {
        apiTokens.push(context.apiToken)
        return exchange()
      },
    })
    await obtain()
    expect([apiTokens, calls]).toEqual([['secret-1'], 1])
  })
})
