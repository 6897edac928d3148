import { describe, expect, test } from 'vitest'

import { apiError, createHarness, outcomeOf } from './support/harness.ts'
import type { Harness } from './support/harness.ts'
import { TestClock } from './support/test-clock.ts'

// A token of an hour and A = 900 s: a background renewal starts with 1 050 s left, calls wait below 600 s.
const HOUR_MS = 3_600_000
const BACKGROUND_LEFT_MS = 1_000_000
const CACHED = 'access-token-1'

/** A client whose background renewal has just begun. */
async function startBackgroundRenewal(options: Parameters<typeof createHarness>[0] = {}): Promise<Harness> {
  const harness = createHarness({ renewAheadMs: 900_000, ...options })
  await harness.obtain({ lifeMs: HOUR_MS })
  await harness.clock.advance(HOUR_MS - BACKGROUND_LEFT_MS)
  expect(await outcomeOf(harness.client.getAccessToken())).toBe(CACHED)
  expect(harness.requests).toHaveLength(2)
  return harness
}

/** How many renewals two calls have started by then: one 1 ms before `ms` are over, one at their end. */
async function renewalsAround(ms: number, { client, clock, requests }: Harness): Promise<number[]> {
  const sent = requests.length
  await clock.advance(ms - 1)
  expect(await outcomeOf(client.getAccessToken())).toBe(CACHED)
  const before = requests.length - sent
  await clock.advance(1)
  expect(await outcomeOf(client.getAccessToken())).toBe(CACHED)
  return [before, requests.length - sent]
}

describe('backoff after a failed renewal with a usable token', () => {
  test.each([0, 0.5, 0.75])(
    'backoff is d/2 plus the random part %d of d/2; d is 5 s to 60 s',
    async (random) => {
      const harness = await startBackgroundRenewal({ random: () => random })
      for (const d of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
        await harness.latest().respond(apiError(503))
        const backoffMs = d / 2 + (random * d) / 2
        expect(harness.events.at(-1)).toMatchObject({ type: 'renewalFailed', backoffMs })
        expect(await renewalsAround(backoffMs, harness)).toEqual([0, 1])
      }
    },
  )

  test.each<[string, (harness: Harness) => Promise<void>]>([
    ['no connection', ({ latest }) => latest().fail(new TypeError('fetch failed'))],
    ['a timeout', ({ clock }) => clock.advance(1_000)],
    ['a redirect', ({ latest }) => latest().respond(new Response(null, { status: 308 }))],
    ['an invalid response', ({ latest }) => latest().respond(Response.json({}))],
    ['a 400 of a proxy', ({ latest }) => latest().respond(new Response('<p>', { status: 400 }))],
    ['a 403 of a proxy', ({ latest }) => latest().respond(new Response('{}', { status: 403 }))],
    ['a 404', ({ latest }) => latest().respond(apiError(404))],
  ])('backoff after a first failure is 3.75 s, whatever the failure: %s', async (_, fail) => {
    const harness = await startBackgroundRenewal({ timeoutMs: 1_000 })
    await fail(harness)
    expect(harness.events.at(-1)).toMatchObject({ type: 'renewalFailed', backoffMs: 3_750 })
    expect(await renewalsAround(3_750, harness)).toEqual([0, 1])
  })

  test.each([401, 400, 403, 422])(
    'backoff is 60 s at once when the API rejected the API token with %i',
    async (status) => {
      const harness = await startBackgroundRenewal()
      await harness.latest().respond(apiError(status))
      expect(harness.events.at(-1)).toMatchObject({
        type: 'apiTokenRejected',
        backoffMs: 60_000,
        error: { status },
      })
      expect(await renewalsAround(60_000, harness)).toEqual([0, 1])
    },
  )

  test.each([
    [503, '120', 120_000],
    [503, '4', 4_000],
    [503, '3', 3_750],
    [401, '90', 90_000],
    [401, '30', 60_000],
    [429, 'soon', 3_750],
  ])(
    'backoff after %i with Retry-After %s is %i ms, the longer of the two',
    async (status, retryAfter, backoffMs) => {
      const harness = await startBackgroundRenewal()
      await harness.latest().respond(apiError(status, { 'retry-after': retryAfter }))
      expect(await renewalsAround(backoffMs, harness)).toEqual([0, 1])
    },
  )

  test('backoff grows with each failure until a renewal succeeds, and then starts again', async () => {
    const harness = await startBackgroundRenewal()
    await harness.latest().respond(apiError(503))
    expect(await renewalsAround(3_750, harness)).toEqual([0, 1])
    await harness.latest().respond(apiError(503))
    expect(await renewalsAround(7_500, harness)).toEqual([0, 1])
    await harness.latest().respond(harness.token({ accessToken: CACHED, lifeMs: HOUR_MS }))
    await harness.clock.advance(HOUR_MS - BACKGROUND_LEFT_MS)
    await harness.client.getAccessToken()
    await harness.clock.advance(0)
    await harness.latest().respond(apiError(503))
    expect(await renewalsAround(3_750, harness)).toEqual([0, 1])
  })

  test('backoff is measured on the monotonic clock, although the wall clock steps', async () => {
    const harness = await startBackgroundRenewal()
    await harness.latest().respond(apiError(503))
    harness.clock.step(60_000)
    await harness.clock.advance(1_000)
    expect(await outcomeOf(harness.client.getAccessToken())).toBe(CACHED)
    expect(harness.requests).toHaveLength(2)
    harness.clock.step(-120_000)
    expect(await renewalsAround(2_750, harness)).toEqual([0, 1])
  })

  test('a call below the margin gets the cached token at once during backoff', async () => {
    const { client, clock, events, requests, latest } = await startBackgroundRenewal()
    await latest().respond(apiError(503, { 'retry-after': '600' }))
    await clock.advance(BACKGROUND_LEFT_MS - 599_999)
    expect(await outcomeOf(client.getAccessToken())).toBe(CACHED)
    expect(events.at(-1)).toMatchObject({ type: 'servedStale', leftMs: 599_999 })
    expect(requests).toHaveLength(2)
    expect(clock.timerCount).toBe(0)
  })
})

describe('without a usable token there is no backoff', () => {
  test('an exchange starts at once when the cached token is too old, despite backoff', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 5_001)
    const served = client.getAccessToken()
    await clock.advance(0)
    await latest().respond(apiError(401))
    await expect(served).resolves.toBe(CACHED)
    await clock.advance(1)
    const renewed = client.getAccessToken()
    await clock.advance(0)
    expect(requests).toHaveLength(3)
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-2')
  })

  test('an exchange starts at once when the cached token was invalidated, despite backoff', async () => {
    const { client, clock, requests, latest } = await startBackgroundRenewal()
    await latest().respond(apiError(401))
    client.invalidate(CACHED)
    void outcomeOf(client.getAccessToken())
    await clock.advance(0)
    expect(requests).toHaveLength(3)
  })
})

describe('after a renewal that yields no later expiry', () => {
  test('no renewal starts for 30 s after the API returned the same token', async () => {
    const harness = await startBackgroundRenewal()
    await harness.latest().respond(harness.token({ accessToken: CACHED, lifeMs: BACKGROUND_LEFT_MS }))
    expect(await renewalsAround(30_000, harness)).toEqual([0, 1])
  })

  test.each([
    [60_001, 30_000],
    [40_000, 20_000],
    [5_001, 2_500.5],
  ])(
    'after a renewal without gain with %i ms left, no renewal starts for %d ms',
    async (leftMs, backoffMs) => {
      const { client, clock, requests, latest, token, obtain } = createHarness()
      await obtain({ lifeMs: HOUR_MS })
      await clock.advance(HOUR_MS - leftMs)
      const satisfied = client.getAccessToken()
      await clock.advance(0)
      await latest().respond(token({ accessToken: 'no-better', lifeMs: leftMs }))
      await expect(satisfied).resolves.toBe('no-better')
      await clock.advance(backoffMs - 1)
      void outcomeOf(client.getAccessToken())
      await clock.advance(0)
      // When the cached token is no longer usable, there is no backoff.
      expect(requests).toHaveLength(leftMs - backoffMs + 1 > 5_000 ? 2 : 3)
      if (leftMs - backoffMs < 5_000) return
      await clock.advance(1)
      void outcomeOf(client.getAccessToken())
      await clock.advance(0)
      expect(requests).toHaveLength(3)
    },
  )

  test('no renewal starts for a second after one without gain, however little life is left', async () => {
    // Without whole seconds S is 400 ms.
    const clock = new TestClock(Date.UTC(2026, 0, 1) + 123)
    const { client, requests, latest, token, obtain } = createHarness({}, clock)
    await obtain({ lifeMs: 4_000, serverAheadMs: undefined })
    await clock.advance(2_500)
    const satisfied = client.getAccessToken()
    await clock.advance(0)
    await latest().respond(token({ accessToken: 'no-better', lifeMs: 1_500, serverAheadMs: undefined }))
    await expect(satisfied).resolves.toBe('no-better')
    await clock.advance(999)
    expect(await outcomeOf(client.getAccessToken())).toBe(CACHED)
    expect(requests).toHaveLength(2)
    await clock.advance(1)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
    expect(requests).toHaveLength(3)
  })

  test('the cached token keeps its lifetime and margins after a renewal without gain', async () => {
    const harness = await startBackgroundRenewal()
    await harness.latest().respond(harness.token({ accessToken: CACHED, lifeMs: BACKGROUND_LEFT_MS }))
    await harness.clock.advance(BACKGROUND_LEFT_MS - 599_999)
    // With L = 1 000 s the margin would be 500 s, and this call would be served at once.
    expect(await outcomeOf(harness.client.getAccessToken())).toBe('pending')
  })

  test('a token that looks expired by the local clock does not cause a renewal at every call', async () => {
    const harness = await startBackgroundRenewal()
    await harness.latest().respond(harness.token({ lifeMs: -1_000, serverAheadMs: undefined }))
    expect(harness.events.at(-1)).toMatchObject({ type: 'clockSkewSuspected' })
    expect(await renewalsAround(30_000, harness)).toEqual([0, 1])
  })
})
