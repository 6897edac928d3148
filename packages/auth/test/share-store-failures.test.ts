import { describe, expect, test } from 'vitest'

import { shareTokens } from '@qci-client/auth/share'
import type { TokenStore } from '@qci-client/auth/share'

import { SimulatedFleet, SimulatedRedis } from './support/simulated-fleet.ts'

const never = new Promise<never>(() => {})

/** The entry of the shared token. */
function sealedOf({ entries }: SimulatedRedis): { key: string; value: string } {
  for (const [key, { value }] of entries) if (value.startsWith('v1.')) return { key, value }
  throw new Error('Nothing is stored.')
}

function createFleet() {
  const fleet = new SimulatedFleet()
  return { fleet, redis: new SimulatedRedis(() => fleet.clock.now()) }
}

describe('a store that fails', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' })
  const failing: Record<string, TokenStore> = {
    'by throwing': {
      get: () => {
        throw error
      },
      set: () => {
        throw error
      },
    },
    'by rejecting': { get: () => Promise.reject(error), set: () => Promise.reject(error) },
    'by rejecting with nothing': { get: () => Promise.reject(), set: () => {} },
    'with an error whose message throws': {
      get: () =>
        Promise.reject(
          Object.defineProperty(new Error(), 'message', {
            get: () => {
              throw error
            },
          }),
        ),
      set: () => {},
    },
    'because it has no methods': {} as TokenStore,
  }

  test.each(Object.entries(failing))(
    'a store that fails %s costs no time and one exchange',
    async (_, store) => {
      const { fleet } = createFleet()
      const response = shareTokens(store)(fleet.context(), fleet.exchange)
      await fleet.settle()
      expect((await response).body['access_token']).toBe('access-token-1')
      expect(fleet.exchanges).toBe(1)
      expect(fleet.failures).toHaveLength(1)
      expect(fleet.clock.timerCount).toBe(0)
    },
  )

  test('a failure of a store is reported with the method, the duration, the reason and the code', async () => {
    const { fleet } = createFleet()
    const response = shareTokens(failing['by rejecting']!)(fleet.context(), fleet.exchange)
    await fleet.settle()
    await response
    expect(fleet.failures).toEqual([
      { operation: 'get', durationMs: 0, reason: error.message, code: 'ECONNREFUSED' },
    ])
  })

  test.each(['get', 'set', 'claim', 'leftMs'] as const)(
    'a store that fails only in %s costs each process one exchange and no error',
    async (operation) => {
      const { fleet, redis } = createFleet()
      const store: TokenStore = {
        get: (key) => redis.get(key),
        set: (key, value, ttlMs) => redis.set(key, value, ttlMs),
        claim: (key, value, ttlMs) => redis.claim(key, value, ttlMs),
        leftMs: (key) => redis.leftMs(key),
        [operation]: () => Promise.reject(error),
      }
      for (const accessToken of ['access-token-1', 'access-token-2']) {
        if (operation === 'leftMs' && accessToken === 'access-token-2') continue
        const response = await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
        expect(response.body['access_token']).toBe(accessToken)
      }
    },
  )
})

describe('a store that resolves to something unexpected', () => {
  const outdatedLease = crypto.randomUUID()
  test.each<[string, TokenStore]>([
    ['keeps nothing and reports no failure', { get: () => undefined, set: () => undefined }],
    ['returns the same text for every key', { get: () => 'garbage', set: () => true }],
    ['returns an empty text for every key', { get: () => '', set: () => true }],
  ])('a store that %s costs at most 250 ms and one exchange', async (_, store) => {
    const { fleet } = createFleet()
    const startedAtMs = fleet.clock.monotonic()
    await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
    expect(fleet.exchanges).toBe(1)
    expect(fleet.clock.monotonic() - startedAtMs).toBeLessThanOrEqual(300)
  })

  test('a store that cannot replace a lease is polled until that lease has expired', async () => {
    const { fleet } = createFleet()
    const store = { get: () => outdatedLease, set: () => true }
    const startedAtMs = fleet.clock.monotonic()
    await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
    expect(fleet.clock.monotonic() - startedAtMs).toBeLessThanOrEqual(6_000)
  })

  test.each([
    ['OK', null],
    [1, 0],
    [true, undefined],
    ['true', ''],
  ])(
    'one of five processes exchanges when the store resolves granted claims to %o and others to %o',
    async (yes, no) => {
      const { fleet, redis } = createFleet()
      fleet.exchangeMs = 100
      const store: TokenStore = {
        get: (key) => redis.get(key),
        set: (key, value, ttlMs) => redis.set(key, value, ttlMs),
        claim: async (key, value, ttlMs) => ((await redis.claim(key, value, ttlMs)) ? yes : no),
      }
      const startedAtMs = fleet.clock.monotonic()
      await fleet.finish(
        Promise.all(Array.from({ length: 5 }, () => shareTokens(store)(fleet.context(), fleet.exchange))),
      )
      expect(fleet.exchanges).toBe(1)
      expect(fleet.clock.monotonic() - startedAtMs).toBeLessThanOrEqual(600)
    },
  )

  test.each([Infinity, 1e20, new Date(), Number.NaN, -1, null, '', {}])(
    'the remaining life is by the local clock when the store resolves it to %o',
    async (leftMs) => {
      const { fleet, redis } = createFleet()
      const store: TokenStore = {
        get: async (key) => [...redis.entries].find(([name]) => name === key)?.[1].value,
        set: (key, value, ttlMs) => redis.set(key, value, ttlMs),
        leftMs: () => leftMs,
      }
      await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
      await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
      expect(fleet.exchanges).toBe(1)
      await fleet.clock.advance(3_600_000)
      await fleet.finish(shareTokens(store)(fleet.context(), fleet.exchange))
      expect(fleet.exchanges).toBe(2)
    },
  )

  test('a promise of a store that throws on inspection causes no unhandled rejection', async () => {
    const { fleet } = createFleet()
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const hostile = Object.defineProperty(Promise.resolve('value'), 'constructor', {
      get() {
        throw new Error('hostile')
      },
    })
    await fleet.finish(shareTokens({ get: () => hostile, set: () => {} })(fleet.context(), fleet.exchange))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
    expect(fleet.failures).toEqual([{ operation: 'get', durationMs: 0, reason: 'hostile', code: undefined }])
  })

  test('a stored text of 100 million characters is not decrypted', async () => {
    const { fleet } = createFleet()
    const huge = `v1.${'A'.repeat(100_000_000)}`
    const startedAtMs = performance.now()
    await fleet.finish(
      shareTokens({ get: () => huge, set: () => {}, claim: () => true })(fleet.context(), fleet.exchange),
    )
    expect(performance.now() - startedAtMs).toBeLessThan(2_000)
  })
})

describe('a store that does not respond', () => {
  const unresponsive: TokenStore = {
    get: () => never,
    set: () => never,
    claim: () => never,
    leftMs: () => never,
  }

  test('an exchange waits once for a store that does not respond: 2 s the first time, when clients connect, then 500 ms', async () => {
    const { fleet } = createFleet()
    const sharing = shareTokens(unresponsive)
    for (const limitMs of [2_000, 500, 500]) {
      const response = sharing(fleet.context(), fleet.exchange)
      const before = fleet.exchanges
      await fleet.clock.advance(limitMs - 1)
      expect([limitMs, fleet.exchanges]).toEqual([limitMs, before])
      await fleet.clock.advance(1)
      await fleet.settle()
      await response
      expect(fleet.failures.at(-1)).toEqual({
        operation: 'get',
        durationMs: limitMs,
        reason: `no result within ${limitMs} ms`,
        code: undefined,
      })
    }
    expect(fleet.exchanges).toBe(3)
    expect(fleet.clock.timerCount).toBe(0)
  })

  test('a store that stops responding during the exchange delays its response by at most 500 ms', async () => {
    const { fleet, redis } = createFleet()
    const sharing = shareTokens({
      get: (key) => redis.get(key),
      claim: (key, value, ttlMs) => redis.claim(key, value, ttlMs),
      set: () => never,
    })
    const response = sharing(fleet.context(), fleet.exchange)
    await fleet.settle()
    await fleet.clock.advance(500)
    await fleet.settle()
    expect((await response).body['access_token']).toBe('access-token-1')
    expect(fleet.failures).toMatchObject([{ operation: 'set', durationMs: 500 }])
  })
})

describe('a store with invalid values', () => {
  const invalidValues: Record<string, (sealed: string) => unknown> = {
    'a text in no known format': () => 'garbage',
    'an empty text': () => '',
    'a number': () => 5,
    'an object': () => ({ access_token: 'forged' }),
    'a truncated value': (sealed) => sealed.slice(0, -9),
    'a value with one bit flipped': (sealed) => {
      const bytes = Uint8Array.from(atob(sealed.slice(3)), (character) => character.charCodeAt(0))
      bytes[20] = bytes[20]! ^ 1
      return `v1.${btoa(String.fromCharCode(...bytes))}`
    },
    'a value of another version': (sealed) => `v2.${sealed.slice(3)}`,
    null: () => null,
  }

  test.each(Object.entries(invalidValues))(
    'an invalid stored value costs one exchange and no error: %s',
    async (_, toInvalid) => {
      const { fleet, redis } = createFleet()
      const sharing = shareTokens(redis)
      await fleet.finish(sharing(fleet.context(), fleet.exchange))
      const { key, value } = sealedOf(redis)
      await redis.set(key, toInvalid(value) as string, 3_600_000)
      const response = await fleet.finish(sharing(fleet.context(), fleet.exchange))
      expect(response.body['access_token']).toBe('access-token-2')
      expect(fleet.failures).toEqual([])
    },
  )

  test('a stored value of another key or another API token costs one exchange', async () => {
    const { fleet, redis } = createFleet()
    const sharing = shareTokens(redis)
    const other = fleet.context({ apiToken: 'another-api-token' })
    await fleet.finish(sharing(other, fleet.exchange))
    const { value: foreign } = sealedOf(redis)
    redis.entries.clear()
    await fleet.finish(sharing(fleet.context(), fleet.exchange))
    const { key } = sealedOf(redis)
    await redis.set(key, foreign, 3_600_000)
    const response = await fleet.finish(sharing(fleet.context(), fleet.exchange))
    expect(response.body['access_token']).toBe('access-token-3')
  })

  test('a dump of the store contains neither the API token nor an access token, encoded or not', async () => {
    const { fleet, redis } = createFleet()
    await fleet.finish(shareTokens(redis)(fleet.context(), fleet.exchange))
    const dump = JSON.stringify([...redis.entries])
    for (const token of ['api-token-of-the-fleet', 'access-token-1']) {
      for (const text of [token, btoa(token).slice(0, 12), encodeURIComponent(token)]) {
        expect(dump).not.toContain(text)
      }
    }
  })
})
