import { describe, expect, test } from 'vitest'

import type { AuthClient } from '@qci-client/auth'

import { createHarness, outcomeOf } from './support/harness.ts'
import { settle, TestClock } from './support/test-clock.ts'

// A token of an hour: M = 10 min, A = 5 min, and with random = 0.5 R = M + 3.75 min.
const HOUR_MS = 3_600_000
const MARGIN_MS = 600_000
const RENEW_LEFT_MS = MARGIN_MS + 225_000
const UNUSABLE_LEFT_MS = 5_000

describe('the first token', () => {
  test('is asked for once, and only when it is needed', async () => {
    const { client, requests, latest, token } = createHarness()
    expect(requests).toHaveLength(0)

    const first = client.getAccessToken()
    await settle()
    await latest().respond(token())

    await expect(first).resolves.toBe('access-token-1')
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })

  test('is one for ten thousand callers', async () => {
    const { client, requests, latest, token } = createHarness()
    const callers = Array.from({ length: 10_000 }, () => client.getAccessToken())
    await settle()
    await latest().respond(token())
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['access-token-1']))
    expect(requests).toHaveLength(1)
  })

  test('is one promise for all who wait for it', async () => {
    const { client, latest, token } = createHarness()
    const first = client.getAccessToken()
    expect(client.getAccessToken()).toBe(first)
    await settle()
    await latest().respond(token())
    await expect(first).resolves.toBe('access-token-1')
  })

  test('is one failure for all when it cannot be had', async () => {
    const { client, requests, latest } = createHarness({ maxRetries: 0 })
    const callers = Promise.allSettled(Array.from({ length: 10_000 }, () => client.getAccessToken()))
    await settle()
    await latest().respond(Response.json({ message: 'no' }, { status: 401 }))
    const outcomes = await callers
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    expect(requests).toHaveLength(1)
  })

  test('is not shared between two clients', async () => {
    const one = createHarness()
    const other = createHarness()
    await one.obtain({ accessToken: 'of-one' })
    await other.obtain({ accessToken: 'of-other' })
    await expect(one.client.getAccessToken()).resolves.toBe('of-one')
    await expect(other.client.getAccessToken()).resolves.toBe('of-other')
  })
})

describe('a held token', () => {
  test('is handed out without a request while R is left', async () => {
    const { client, clock, requests, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - RENEW_LEFT_MS)
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    await settle()
    expect(requests).toHaveLength(1)
  })

  test('is handed out at once 1 ms below R, and a renewal starts behind it', async () => {
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

  test('is handed out at once with exactly the margin left', async () => {
    const { client, clock, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - MARGIN_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
  })

  test('is waited for 1 ms below the margin', async () => {
    const { client, clock, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - MARGIN_MS + 1)
    const renewed = client.getAccessToken()
    expect(await outcomeOf(renewed)).toBe('pending')
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-2')
  })

  test('is handed out below the margin when its renewal takes longer than renewalWaitMs, which goes on', async () => {
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

  test('is handed out below the margin when its renewal fails', async () => {
    const { client, clock, events, latest, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - MARGIN_MS + 1)
    const served = client.getAccessToken()
    await settle()
    await latest().respond(new Response('', { status: 503 }))
    await expect(served).resolves.toBe('access-token-1')
    expect(events.map(({ type }) => type)).toEqual(['renewed', 'renewalFailed', 'servedStale'])
  })

  test('is usable 1 ms above S', async () => {
    const { client, clock, latest, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - UNUSABLE_LEFT_MS - 1)
    const served = client.getAccessToken()
    await settle()
    await latest().fail(new Error('away'))
    await expect(served).resolves.toBe('access-token-1')
  })

  test('is not usable with S left', async () => {
    const { client, clock, latest, obtain } = createHarness({ maxRetries: 0 })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - UNUSABLE_LEFT_MS)
    const token = client.getAccessToken()
    expect(await outcomeOf(token)).toBe('pending')
    await latest().fail(new Error('away'))
    await expect(token).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_CONNECTION' })
  })

  test('of a minute is handed out for at least 15 s and never waited for before 30 s', async () => {
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

describe('a held token that wants nothing', () => {
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

  async function createHolding() {
    const clock = new CountingClock()
    const harness = createHarness({}, clock)
    await harness.obtain({ lifeMs: HOUR_MS })
    return { ...harness, clock }
  }

  test('is handed out after one reading of each clock', async () => {
    const holding = await createHolding()
    for (const ms of [0, 0, 1, 998, 1]) {
      await holding.clock.advance(ms)
      expect(await readingsOf(holding)).toEqual({ now: 1, monotonic: 1 })
    }
  })

  test('is handed out with one reading of the monotonic clock per 32 calls in a burst', async () => {
    const { client, clock } = await createHolding()
    for (let call = 0; call < 65; call += 1) await client.getAccessToken()
    clock.readings = { now: 0, monotonic: 0 }
    for (let call = 0; call < 3_200; call += 1) await client.getAccessToken()
    expect(clock.readings).toEqual({ now: 3_200, monotonic: 100 })
    await clock.advance(1)
    expect(await readingsOf({ client, clock })).toEqual({ now: 1, monotonic: 1 })
  })

  test('is renewed 1 ms after R although many calls came before', async () => {
    const { client, clock, requests } = await createHolding()
    await clock.advance(HOUR_MS - RENEW_LEFT_MS)
    for (let call = 0; call < 1_000; call += 1) await client.getAccessToken()
    expect(requests).toHaveLength(1)
    await clock.advance(1)
    await client.getAccessToken()
    await settle()
    expect(requests).toHaveLength(2)
  })
})

describe('the getters', () => {
  test('give each field of the same token', async () => {
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

  test('reject with the field’s name when the API left it out, and the token is good all the same', async () => {
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

describe('a caller', () => {
  test('leaves when its signal is aborted, and the others stay', async () => {
    const { client, latest, token } = createHarness()
    const controller = new AbortController()
    const leaving = client.getAccessToken({ signal: controller.signal })
    const staying = client.getAccessToken()
    await settle()
    const reason = new Error('had enough')
    controller.abort(reason)
    await expect(leaving).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED', cause: reason })
    await latest().respond(token())
    await expect(staying).resolves.toBe('access-token-1')
  })

  test('that was aborted beforehand leaves although a token is held', async () => {
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

  test('that leaves last ends the request', async () => {
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

  test('that comes after the last has left causes a request of its own', async () => {
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

describe('closing', () => {
  test('ends what is in flight, and later calls', async () => {
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

  test('takes along the token that is held, however fresh it is', async () => {
    const { client, obtain } = createHarness()
    await obtain()
    await client.getAccessToken() // from now on without a look at the monotonic clock
    client.close()
    const calls = [client.getAccessToken(), client.getHeaders(), client.getAccessTokenInfo()]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
  })

  test('is what `using` does', async () => {
    const { client } = createHarness()
    {
      using closed = client
      expect(closed).toBe(client)
    }
    await expect(client.getAccessToken()).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
  })
})
