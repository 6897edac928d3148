import { describe, expect, test } from 'vitest'

import { apiError, createHarness } from './support/harness.ts'
import type { Harness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

// A token of a minute: M = 30 s, A = 15 s, R between 37.5 s and 45 s.
const MINUTE_MS = 60_000
const MARGIN_MS = 30_000
const EXCHANGE_MS = 200

interface Traffic {
  /** How often a call is made, and for how long. */
  everyMs: number
  forMs: number
  /** Which exchanges fail, counted from 0. */
  fails?: (exchange: number) => boolean
}

/** What callers see of an API whose exchanges take 200 ms and whose tokens live a minute. */
async function observe({ everyMs, forMs, fails = () => false }: Traffic) {
  let exchanges = 0
  let seed = 1
  const neverAborted = new AbortController().signal
  const harness: Harness = createHarness({
    random: () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647,
    fetch: async () => {
      const response = fails(exchanges++) ? apiError(503) : harness.token({ lifeMs: MINUTE_MS })
      await harness.clock.sleep(EXCHANGE_MS, neverAborted)
      return response
    },
  })
  const { client, clock } = harness
  const first = client.getAccessTokenInfo()
  await clock.advance(EXCHANGE_MS)
  const accessTokens = new Set([(await first).accessToken])

  let [calls, waits, leastLeftMs] = [0, 0, Number.POSITIVE_INFINITY]
  for (let ms = 0; ms < forMs; ms += everyMs) {
    await clock.tick(everyMs)
    calls += 1
    const info = await Promise.race([client.getAccessTokenInfo(), turns()])
    if (!info) {
      waits += 1
      await clock.advance(EXCHANGE_MS)
      continue
    }
    accessTokens.add(info.accessToken)
    leastLeftMs = Math.min(leastLeftMs, info.expiresAtMs - clock.now())
  }
  await settle()
  return { calls, waits, leastLeftMs, exchanges, tokens: accessTokens.size }
}

/** Runs everything that waits for no clock and no response. */
async function turns(): Promise<undefined> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

describe('steady traffic waits for nothing after the first token, and what it gets has M left', () => {
  test('no call waits over 300 expiries of 60 s tokens, with a call every 10 ms', async () => {
    const seen = await observe({ everyMs: 10, forMs: 300 * MINUTE_MS })
    expect(seen).toMatchObject({ calls: 1_800_000, waits: 0 })
    expect(seen.leastLeftMs).toBeGreaterThanOrEqual(MARGIN_MS)
    // A token is renewed with 37.5 s to 45 s left: after 15 s at the soonest, 22.5 s at the latest.
    expect(seen.exchanges).toBeLessThanOrEqual((300 * MINUTE_MS) / 15_000)
    expect(seen.exchanges).toBeGreaterThanOrEqual((300 * MINUTE_MS) / 23_000)
    expect(seen.tokens).toBeGreaterThanOrEqual(seen.exchanges - 1)
  }, 120_000)

  test('no call waits with a call every A/4, the longest interval that suffices', async () => {
    const seen = await observe({ everyMs: 3_750, forMs: 300 * MINUTE_MS })
    expect(seen.waits).toBe(0)
    expect(seen.leastLeftMs).toBeGreaterThanOrEqual(MARGIN_MS)
  })

  test('no call waits when every fifth exchange fails', async () => {
    const seen = await observe({
      everyMs: 100,
      forMs: 300 * MINUTE_MS,
      fails: (exchange) => exchange % 5 === 4,
    })
    expect(seen.waits).toBe(0)
    expect(seen.leastLeftMs).toBeGreaterThanOrEqual(MARGIN_MS)
  }, 120_000)
})
