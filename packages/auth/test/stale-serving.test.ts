import { describe, expect, test } from 'vitest'

import { apiError, createHarness, outcomeOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000
const LEFT_MS = 500_000

/** A client whose cached token is below its margin of 600 s. */
async function createBelowMargin(options = {}) {
  const harness = createHarness(options)
  const cached = await harness.obtain({ lifeMs: HOUR_MS })
  await harness.clock.advance(HOUR_MS - LEFT_MS)
  const stale = () => harness.events.filter(({ type }) => type === 'servedStale')
  return { ...harness, cached, stale }
}

describe('renewalWaitMs', () => {
  test('renewalWaitMs is a budget of the renewal: a later call waits only for the rest of it', async () => {
    const { client, clock, cached } = await createBelowMargin()
    const first = client.getAccessToken()
    await clock.advance(1_500)
    const second = client.getAccessToken()
    await clock.advance(499)
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual(['pending', 'pending'])
    await clock.advance(1)
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual([cached, cached])
  })

  test('calls get the cached token at once when renewalWaitMs has passed since the renewal began', async () => {
    const { client, clock, cached, latest, requests, token } = await createBelowMargin()
    void client.getAccessToken()
    await clock.advance(2_000)
    for (let call = 0; call < 10; call += 1) {
      expect(await outcomeOf(client.getAccessToken())).toBe(cached)
      await clock.advance(1_000)
    }
    await latest().respond(token())
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test('renewalWaitMs counts from the start of a background renewal above the margin', async () => {
    const { client, clock, obtain } = createHarness()
    const cached = await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 601_000)
    await client.getAccessToken()
    await clock.advance(1_500)
    const waiting = client.getAccessToken()
    expect(await outcomeOf(waiting)).toBe('pending')
    await clock.advance(500)
    expect(await outcomeOf(waiting)).toBe(cached)
  })

  test('renewalWaitMs takes one timer, however many calls wait', async () => {
    const { client, clock } = await createBelowMargin({ timeoutMs: Infinity })
    for (let call = 0; call < 100; call += 1) void client.getAccessToken()
    await settle()
    expect(clock.timerCount).toBe(2) // the budget and the limit of the background attempt
    await clock.advance(2_000)
    expect(clock.timerCount).toBe(1)
  })
})

describe('servedStale', () => {
  test('servedStale is emitted once per slow renewal, with the number of calls', async () => {
    const { client, clock, stale } = await createBelowMargin()
    for (let call = 0; call < 25; call += 1) void client.getAccessToken()
    await clock.advance(2_000)
    expect(stale()).toMatchObject([{ count: 25, leftMs: LEFT_MS - 2_000 }])
    for (let call = 0; call < 25; call += 1) await client.getAccessToken()
    expect(stale()).toHaveLength(1)
  })

  test('servedStale is emitted once per backoff, and its count grows until a renewal succeeds', async () => {
    const { client, clock, latest, stale, token } = await createBelowMargin()
    const counts = [10, 20, 30]
    for (const calls of counts) {
      const waiting = client.getAccessToken()
      await settle()
      await latest().respond(apiError(503)) // served by its failure, so within the backoff that follows
      await waiting
      for (let call = 1; call < calls; call += 1) await client.getAccessToken()
      await clock.advance(60_000)
    }
    expect(stale()).toMatchObject([{ count: 1 }, { count: 11 }, { count: 31 }])
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(token({ lifeMs: HOUR_MS }))
    await renewed
    await clock.advance(HOUR_MS - LEFT_MS)
    void client.getAccessToken()
    await clock.advance(2_000)
    expect(stale().at(-1)).toMatchObject({ count: 1 })
  })

  test('servedStale is emitted at most twice per renewal in an outage of three minutes with 70 calls per second', async () => {
    const { client, clock, events, stale } = await createBelowMargin({ timeoutMs: 5_000 })
    let calls = 0
    for (let ms = 0; ms < 180_000; ms += 100) {
      for (let call = 0; call < 7; call += 1) void client.getAccessToken().then(() => (calls += 1))
      await clock.advance(100)
    }
    const renewals = events.filter(({ type }) => type === 'renewalFailed').length
    expect(stale().length).toBeLessThanOrEqual(2 * renewals + 1)
    expect(calls).toBeGreaterThan(12_000)
  })
})

test('renewed and renewalFailed have the duration of their exchange, retries included', async () => {
  const { client, clock, events, latest, token } = createHarness()
  const first = client.getAccessToken()
  await clock.advance(1_000)
  await latest().respond(apiError(503))
  await clock.advance(125)
  await clock.advance(300)
  await latest().respond(token())
  await first
  expect(events.at(-1)).toMatchObject({ type: 'renewed', durationMs: 1_425 })
  client.invalidate()
  const failed = client.getAccessToken().catch(() => {})
  await clock.advance(700)
  await latest().respond(apiError(404))
  await failed
  expect(events.at(-1)).toMatchObject({ type: 'renewalFailed', durationMs: 700 })
})
