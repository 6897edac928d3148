import { describe, expect, test } from 'vitest'

import type { AuthClient } from '@qci-client/auth'

import { createHarness, outcomeOf } from './support/harness.ts'
import { settle, TestClock } from './support/test-clock.ts'

// A token of an hour: M = 10 min, A = 5 min, and with random = 0.5 R = M + 3.75 min.
const HOUR_MS = 3_600_000
const MARGIN_MS = 600_000
const RENEW_LEFT_MS = MARGIN_MS + 225_000
const UNUSABLE_LEFT_MS = 5_000

describe('obtaining the first token', () => {
  test('the first token is requested once, at the first call', async () => {
    const { client, requests, latest, token } = createHarness()
    expect(requests).toHaveLength(0)

    const first = client.getAccessToken()
    await settle()
    await latest().respond(token())

    await expect(first).resolves.toBe('access-token-1')
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })

  test('ten thousand calls without a token share one request', async () => {
    const { client, requests, latest, token } = createHarness()
    const callers = Array.from({ length: 10_000 }, () => client.getAccessToken())
    await settle()
    await latest().respond(token())
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['access-token-1']))
    expect(requests).toHaveLength(1)
  })

  test('concurrent getAccessToken calls return the same promise', async () => {
    const { client, latest, token } = createHarness()
    const first = client.getAccessToken()
    expect(client.getAccessToken()).toBe(first)
    await settle()
    await latest().respond(token())
    await expect(first).resolves.toBe('access-token-1')
  })

  test('all concurrent calls reject when the first exchange fails, after one request', async () => {
    const { client, requests, latest } = createHarness({ maxRetries: 0 })
    const callers = Promise.allSettled(Array.from({ length: 10_000 }, () => client.getAccessToken()))
    await settle()
    await latest().respond(Response.json({ message: 'no' }, { status: 401 }))
    const outcomes = await callers
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    expect(requests).toHaveLength(1)
  })

  test('two clients do not share their tokens', async () => {
    const one = createHarness()
    const other = createHarness()
    await one.obtain({ accessToken: 'of-one' })
    await other.obtain({ accessToken: 'of-other' })
    await expect(one.client.getAccessToken()).resolves.toBe('of-one')
    await expect(other.client.getAccessToken()).resolves.toBe('of-other')
  })
})

describe('serving a cached token', () => {
  test('a cached token with R left is served without a request', async () => {
    const { client, clock, requests, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - RENEW_LEFT_MS)
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    await settle()
    expect(requests).toHaveLength(1)
  })

  test('a cached token 1 ms below R is served at once, and a background renewal starts', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - RENEW_LEFT_MS + 1)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    expect(requests).toHaveLength(2)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    expect(requests).toHaveLength(2)
    await latest().respond(token())
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-2')
  })

  test('a cached token with exactly the margin left is served at once', async () => {
    const { client, clock, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - MARGIN_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
  })

  test('a call 1 ms below the margin waits for the renewed token', async () => {
    const { client, clock, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - MARGIN_MS + 1)
    const renewed = client.getAccessToken()
    expect(await outcomeOf(renewed)).toBe('pending')
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-2')
  })

  test('a cached token below the margin is served after renewalWaitMs, and the renewal continues', async () => {
    const { client, clock, events, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - MARGIN_MS + 1)
    const served = client.getAccessToken()
    await clock.advance(1_999)
    expect(await outcomeOf(served)).toBe('pending')
    await clock.advance(1)
    expect(await outcomeOf(served)).toBe('access-token-1')
    expect(events.at(-1)).toMatchObject({ type: 'servedStale', leftMs: MARGIN_MS - 2_001 })
    await latest().respond(token())
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
  })

  test('a cached token below the margin is served when its renewal fails', async () => {
    const { client, clock, events, latest, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - MARGIN_MS + 1)
    const served = client.getAccessToken()
    await settle()
    await latest().respond(new Response('', { status: 503 }))
    await expect(served).resolves.toBe('access-token-1')
    expect(events.map(({ type }) => type)).toEqual(['renewed', 'renewalFailed', 'servedStale'])
  })

  test('a cached token 1 ms above S is usable', async () => {
    const { client, clock, latest, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - UNUSABLE_LEFT_MS - 1)
    const served = client.getAccessToken()
    await settle()
    await latest().fail(new Error('away'))
    await expect(served).resolves.toBe('access-token-1')
  })

  test('a cached token with S left is not usable', async () => {
    const { client, clock, latest, obtain } = createHarness({ maxRetries: 0 })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - UNUSABLE_LEFT_MS)
    const token = client.getAccessToken()
    expect(await outcomeOf(token)).toBe('pending')
    await latest().fail(new Error('away'))
    await expect(token).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_CONNECTION' })
  })

  test('a one-minute token is served without a renewal for 15 s, and without waiting for 30 s', async () => {
    for (const random of [0, 0.5, 1 - Number.EPSILON]) {
      const { client, clock, requests, obtain } = createHarness({ random: () => random })
      await obtain({ lifeMs: 60_000 })
      await clock.advance(15_000)
      await client.getAccessToken()
      await settle()
      expect(requests).toHaveLength(1)
      await clock.advance(15_000)
      expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    }
  })
})

describe('reading the clocks', () => {
  /** Counts how often the clocks are read. */
  class CountingClock extends TestClock {
    readings = { now: 0, monotonic: 0 }

    override now(): number {
      this.readings.now += 1
      return super.now()
    }

    override monotonic(): number {
      this.readings.monotonic += 1
      return super.monotonic()
    }
  }

  /** How often a call reads each clock. */
  async function readingsOf({ client, clock }: { client: AuthClient; clock: CountingClock }) {
    clock.readings = { now: 0, monotonic: 0 }
    await client.getAccessToken()
    return clock.readings
  }

  async function createCached() {
    const clock = new CountingClock()
    const harness = createHarness({}, clock)
    await harness.obtain({ lifeMs: HOUR_MS })
    return { ...harness, clock }
  }

  test('a cached call reads each clock once', async () => {
    const cached = await createCached()
    for (const ms of [0, 0, 1, 998, 1]) {
      await cached.clock.advance(ms)
      expect(await readingsOf(cached)).toEqual({ now: 1, monotonic: 1 })
    }
  })

  test('a burst of cached calls reads the monotonic clock once per 32 calls', async () => {
    const { client, clock } = await createCached()
    for (let call = 0; call < 65; call += 1) await client.getAccessToken()
    clock.readings = { now: 0, monotonic: 0 }
    for (let call = 0; call < 3_200; call += 1) await client.getAccessToken()
    expect(clock.readings).toEqual({ now: 3_200, monotonic: 100 })
    await clock.advance(1)
    expect(await readingsOf({ client, clock })).toEqual({ now: 1, monotonic: 1 })
  })

  test('a token is renewed 1 ms below R, however many calls came before', async () => {
    const { client, clock, requests } = await createCached()
    await clock.advance(HOUR_MS - RENEW_LEFT_MS)
    for (let call = 0; call < 1_000; call += 1) await client.getAccessToken()
    expect(requests).toHaveLength(1)
    await clock.advance(1)
    await client.getAccessToken()
    await settle()
    expect(requests).toHaveLength(2)
  })
})

describe('getters', () => {
  test('each getter returns its field of the same token', async () => {
    const { client, clock, requests, obtain } = createHarness()
    const expiresAtMs = clock.now() + HOUR_MS
    const expiresAtRfc3339 = new Date(expiresAtMs).toISOString()
    await obtain({ lifeMs: HOUR_MS })
    const info = await client.getAccessTokenInfo()
    expect(info).toEqual({
      accessToken: 'access-token-1',
      tokenType: 'Bearer',
      organizationId: 'organization-1',
      userId: 'user-1',
      expiresAtRfc3339,
      expiresAtMs,
    })
    expect(Object.isFrozen(info)).toBe(true)
    expect(await client.getAccessTokenInfo()).toBe(info)
    await expect(client.getTokenType()).resolves.toBe('Bearer')
    await expect(client.getOrganizationId()).resolves.toBe('organization-1')
    await expect(client.getUserId()).resolves.toBe('user-1')
    await expect(client.getExpiresAtRfc3339()).resolves.toBe(expiresAtRfc3339)
    expect(requests).toHaveLength(1)
  })

  test('a getter rejects with the name of a field that the API omitted, and the token stays usable', async () => {
    const { client, obtain } = createHarness()
    await expect(
      obtain({ body: { token_type: undefined, organization_id: undefined, user_id: null } }),
    ).resolves.toBe('access-token-1')
    await expect(client.getAccessTokenInfo()).resolves.toMatchObject({
      tokenType: undefined,
      userId: undefined,
    })
    const code = 'ERR_QCI_AUTH_INVALID_RESPONSE'
    await expect(client.getTokenType()).rejects.toMatchObject({ code, field: 'token_type' })
    await expect(client.getOrganizationId()).rejects.toMatchObject({ code, field: 'organization_id' })
    await expect(client.getUserId()).rejects.toMatchObject({ code, field: 'user_id' })
    await expect(client.getUserId()).rejects.toThrow(
      'Invalid API response: field "user_id" is missing or not a string.',
    )
  })
})

describe('aborting a call', () => {
  test('an aborted call rejects, and other calls for the same exchange continue', async () => {
    const { client, latest, token } = createHarness()
    const controller = new AbortController()
    const aborted = client.getAccessToken({ signal: controller.signal })
    const other = client.getAccessToken()
    await settle()
    const reason = new Error('no longer needed')
    controller.abort(reason)
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED', cause: reason })
    await latest().respond(token())
    await expect(other).resolves.toBe('access-token-1')
  })

  test('a call whose signal is already aborted rejects even if a token is cached', async () => {
    const { client, obtain } = createHarness()
    await obtain()
    const signal = AbortSignal.abort()
    const calls = [
      () => client.getAccessToken({ signal }),
      () => client.getHeaders({ signal }),
      () => client.getAccessTokenInfo({ signal }),
      () => client.getUserId({ signal }),
    ]
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED', cause: signal.reason })
    }
  })

  test('the abort of the last call aborts the request', async () => {
    const { client, requests } = createHarness()
    const [one, two] = [new AbortController(), new AbortController()]
    const callers = Promise.allSettled([one, two].map(({ signal }) => client.getAccessToken({ signal })))
    await settle()
    one.abort()
    await settle()
    expect(requests[0]?.request.signal.aborted).toBe(false)
    two.abort()
    await settle()
    expect(requests[0]?.request.signal.aborted).toBe(true)
    expect((await callers).every(({ status }) => status === 'rejected')).toBe(true)
  })

  test('a call after the last one was aborted sends a request of its own', async () => {
    const { client, requests, latest, token } = createHarness()
    const controller = new AbortController()
    const left = outcomeOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    controller.abort()
    const next = client.getAccessToken()
    await settle()
    expect(requests).toHaveLength(2)
    await latest().respond(token())
    await expect(next).resolves.toBe('access-token-1')
    await left
  })
})

describe('close()', () => {
  test('close() aborts requests in flight, and later calls reject', async () => {
    const { client, requests, clock } = createHarness({ timeoutMs: 5_000 })
    const waiting = Promise.allSettled([client.getAccessToken(), client.getAccessTokensHealth()])
    await settle()
    client.close()
    const ended = { status: 'rejected', reason: { code: 'ERR_QCI_AUTH_ABORTED' } }
    expect(await waiting).toMatchObject([ended, ended])
    for (const call of [
      client.getAccessToken(),
      client.getAccessTokensVersion(),
      client.postAccessTokens(),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    }
    expect(requests).toHaveLength(2)
    expect(requests.every(({ request }) => request.signal.aborted)).toBe(true)
    expect(clock.timerCount).toBe(0)
  })

  test('close() forgets a fresh cached token', async () => {
    const { client, obtain } = createHarness()
    await obtain()
    await client.getAccessToken() // makes the token fresh
    client.close()
    const calls = [client.getAccessToken(), client.getHeaders(), client.getAccessTokenInfo()]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
  })

  test('`using` closes the client at the end of its scope', async () => {
    const { client } = createHarness()
    {
      using closed = client
      expect(closed).toBe(client)
    }
    await expect(client.getAccessToken()).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
  })
})
