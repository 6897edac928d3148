import { describe, expect, test } from 'vitest'

import { shareTokens } from '@qci-client/auth/share'
import type { TokenStore } from '@qci-client/auth/share'

import { SimulatedFleet, SimulatedRedis } from './support/simulated-fleet.ts'

const HOUR_MS = 3_600_000

function createFleet() {
  const fleet = new SimulatedFleet()
  const redis = new SimulatedRedis(() => fleet.clock.now())
  return { fleet, redis }
}

const accessTokenOf = ({ body }: { body: Readonly<Record<string, unknown>> }) => body['access_token']

describe('shareTokens', () => {
  test('a second process gets the access token that a first one obtained, with its remaining life', async () => {
    const { fleet, redis } = createFleet()
    await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    await fleet.clock.advance(1_000_000)
    const second = await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    expect(accessTokenOf(second)).toBe('access-token-1')
    expect(second.lifeMs).toBe(HOUR_MS)
    expect(second.leftMs).toBeGreaterThan(HOUR_MS - 1_001_000)
    expect(second.leftMs).toBeLessThanOrEqual(HOUR_MS - 1_000_000)
    expect(fleet.exchanges).toBe(1)
  })

  test.each([
    ['with atomic claims', (redis: SimulatedRedis): TokenStore => redis],
    [
      'with get and set only',
      (redis: SimulatedRedis): TokenStore => ({
        get: (key) => redis.get(key),
        set: (key, value, ttlMs) => redis.set(key, value, ttlMs),
      }),
    ],
    ['that is a Map', () => new Map<string, string>()],
  ])('of 50 processes that start together on a store %s, one exchanges', async (_, toStore) => {
    const { fleet, redis } = createFleet()
    fleet.exchangeMs = 300
    const store = toStore(redis)
    const responses = await fleet.finish(
      Promise.all(Array.from({ length: 50 }, () => shareTokens(store)(fleet.context(), fleet.exchange))),
    )
    expect(new Set(responses.map(accessTokenOf))).toEqual(new Set(['access-token-1']))
    expect(fleet.exchanges).toBe(1)
  })

  test('another process exchanges within 6 s when the owner of the lease has ended', async () => {
    const { fleet, redis } = createFleet()
    void shareTokens(redis)(fleet.context(), () => new Promise(() => {}))
    const startedAtMs = fleet.clock.monotonic()
    await fleet.settle()
    const response = await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    expect(accessTokenOf(response)).toBe('access-token-1')
    expect(fleet.clock.monotonic() - startedAtMs).toBeLessThanOrEqual(6_000)
  })

  test('a process waits at most 12 s for others that obtain nothing', async () => {
    const { fleet, redis } = createFleet()
    const blocked: TokenStore = { get: () => undefined, set: () => {}, claim: () => false, leftMs: () => -2 }
    const startedAtMs = fleet.clock.monotonic()
    await fleet.finish(shareTokens(blocked)(fleet.context(), fleet.exchange))
    expect(fleet.clock.monotonic() - startedAtMs).toBeLessThanOrEqual(12_050)
    expect(redis.entries.size).toBe(0)
  })

  test('a failed exchange frees the lease at once and rejects with its own error', async () => {
    const { fleet, redis } = createFleet()
    const sharing = shareTokens(redis)
    fleet.error = new Error('the API is down')
    await expect(fleet.finish(sharing(fleet.context(), fleet.exchange))).rejects.toThrow('the API is down')
    fleet.error = undefined
    await fleet.clock.advance(2)
    const startedAtMs = fleet.clock.monotonic()
    await fleet.finish(sharing(fleet.context(), fleet.exchange))
    expect(fleet.clock.monotonic() - startedAtMs).toBeLessThanOrEqual(50)
  })

  test('a rejected access token is exchanged by one process, and others adopt the new one', async () => {
    const { fleet, redis } = createFleet()
    await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    fleet.exchangeMs = 100
    const rejected = { rejectedAccessTokens: new Set(['access-token-1']) }
    const responses = await fleet.finish(
      Promise.all([
        shareTokens(redis)(fleet.context(rejected), fleet.exchange),
        shareTokens(redis)(fleet.context(rejected), fleet.exchange),
      ]),
    )
    expect(responses.map(accessTokenOf)).toEqual(['access-token-2', 'access-token-2'])
  })

  test('none of the rejected access tokens is used, whichever of them is stored', async () => {
    const { fleet, redis } = createFleet()
    const sharing = shareTokens(redis)
    await fleet.finish(sharing(fleet.context(), fleet.exchange))
    const rejectedAccessTokens = new Set(['access-token-1', 'rejected-later'])
    const second = await fleet.finish(sharing(fleet.context({ rejectedAccessTokens }), fleet.exchange))
    expect(accessTokenOf(second)).toBe('access-token-2')
  })

  test('a response that has expired already is not stored', async () => {
    const { fleet } = createFleet()
    const store = new Map<string, string>()
    await fleet.finish(shareTokens(store)(fleet.context(), () => fleet.exchange(0)))
    expect([...store.values()].filter(Boolean)).toEqual([])
  })

  test('a stored token that expires no later than the cached one is not used', async () => {
    const { fleet, redis } = createFleet()
    const first = await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    await fleet.clock.advance(1_000)
    const context = fleet.context({ cachedExpiresAtMs: first.expiresAtMs })
    const second = await fleet.finish(shareTokens(redis)(context, fleet.exchange))
    expect(accessTokenOf(second)).toBe('access-token-2')
  })

  test('a forced renewal does not read the store, and others adopt what it obtained', async () => {
    const { fleet, redis } = createFleet()
    const sharing = shareTokens(redis)
    await fleet.finish(sharing(fleet.context(), fleet.exchange))
    await fleet.finish(sharing(fleet.context({ isForced: true }), fleet.exchange))
    const third = await fleet.finish(sharing(fleet.context(), fleet.exchange))
    expect(accessTokenOf(third)).toBe('access-token-2')
    expect(fleet.exchanges).toBe(2)
  })

  test('another API token or another URL has an entry of its own', async () => {
    const { fleet, redis } = createFleet()
    for (const other of [{}, { apiToken: 'another-api-token' }, { url: 'https://other.example/' }]) {
      await fleet.finish(shareTokens(redis)(fleet.context(other), fleet.exchange))
    }
    expect(fleet.exchanges).toBe(3)
  })

  test('an abort of the exchange ends the waiting with the reason of the signal', async () => {
    const { fleet } = createFleet()
    const blocked: TokenStore = { get: () => undefined, set: () => {}, claim: () => false }
    const controller = new AbortController()
    const waiting = shareTokens(blocked)(fleet.context({ signal: controller.signal }), fleet.exchange)
    waiting.catch(() => {})
    await fleet.settle()
    controller.abort(new Error('no caller waits'))
    await expect(fleet.finish(waiting)).rejects.toThrow('no caller waits')
    expect(fleet.clock.timerCount).toBe(0)
  })
})

describe('the remaining life of a stored token', () => {
  test('the remaining life of a stored token is by the clock of the store, however wrong the local one is', async () => {
    const { fleet, redis } = createFleet()
    const trueNowMs = () => fleet.clock.now()
    await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    for (const offMs of [-5 * HOUR_MS, 5 * HOUR_MS]) {
      const clock = Object.create(fleet.clock, {
        now: { value: () => trueNowMs() + offMs },
        monotonic: { value: () => fleet.clock.monotonic() },
        sleep: { value: (ms: number, signal: AbortSignal) => fleet.clock.sleep(ms, signal) },
      }) as typeof fleet.clock
      const response = await fleet.finish(shareTokens(redis)(fleet.context({ clock }), fleet.exchange))
      expect([offMs, accessTokenOf(response)]).toEqual([offMs, 'access-token-1'])
    }
  })

  test('a stored token is used only with more than the margin left', async () => {
    const { fleet, redis } = createFleet()
    await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    await fleet.clock.advance(HOUR_MS - 600_000)
    const second = await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    expect(accessTokenOf(second)).toBe('access-token-2')
  })

  test('the remaining life of a stored token is at most its whole life, whatever the store reports', async () => {
    const { fleet, redis } = createFleet()
    await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    redis.leftMs = () => Promise.resolve(Number.MAX_VALUE)
    const second = await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    expect(second.leftMs).toBeLessThanOrEqual(HOUR_MS)
  })

  test('the remaining life of a stored token that was written late is bounded by the known server time', async () => {
    const { fleet, redis } = createFleet()
    const sharing = shareTokens(redis)
    await fleet.finish(sharing(fleet.context(), fleet.exchange))
    const [key, { value }] = [...redis.entries].find(([, entry]) => entry.value.startsWith('v1.'))!
    await fleet.clock.advance(HOUR_MS)
    await redis.set(key, value, HOUR_MS) // a frozen server carries out what it received an hour ago
    const second = await fleet.finish(sharing(fleet.context(), fleet.exchange))
    expect(accessTokenOf(second)).toBe('access-token-2')
  })

  test('the remaining life of a stored token is by the local clock when the store has none', async () => {
    const { fleet } = createFleet()
    const store = new Map<string, string>()
    await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
    await fleet.clock.advance(HOUR_MS - 602_000)
    const before = await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
    expect(accessTokenOf(before)).toBe('access-token-1')
    await fleet.clock.advance(2_000)
    const after = await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
    expect(accessTokenOf(after)).toBe('access-token-2')
  })
})
