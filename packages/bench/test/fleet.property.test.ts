import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { simulateFleet } from '../src/fleet/simulate-fleet.ts'
import { countCryptoOperations } from '../src/fleet/virtual-time.ts'

countCryptoOperations()

const MINUTE_MS = 60_000

/** A store that is silent or fails in some minutes. */
const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 119 }), { maxLength: 60 })

test(
  'no process is handed an expired token or one that it reported as rejected, and no call fails, however the store behaves',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          processes: fc.integer({ min: 1, max: 8 }),
          startSpreadMs: fc.integer({ min: 0, max: 100 * MINUTE_MS }),
          callEveryMs: fc.integer({ min: 30_000, max: 30 * MINUTE_MS }),
          clockOffsMs: fc.array(fc.integer({ min: -9 * MINUTE_MS, max: 9 * MINUTE_MS }), {
            minLength: 1,
            maxLength: 8,
          }),
          hasClock: fc.boolean(),
          latencyMs: fc.integer({ min: 0, max: 400 }),
          silentMinutes: minutes,
          failingMinutes: minutes,
          revokedAtMs: fc.option(fc.integer({ min: 0, max: 110 * MINUTE_MS }), { nil: undefined }),
          firstDies: fc.boolean(),
        }),
        async ({ startSpreadMs, clockOffsMs, silentMinutes, failingMinutes, ...given }) => {
          const { hasClock, latencyMs, revokedAtMs, ...fleet } = given
          const silent = new Set(silentMinutes)
          const failing = new Set(failingMinutes)
          let drawn = 0
          const outcome = await simulateFleet(
            {
              ...fleet,
              name: 'any',
              durationMs: 120 * MINUTE_MS,
              startsAtMs: (index) => (index * startSpreadMs) / fleet.processes,
              clockOffMs: () => clockOffsMs[(drawn += 1) % clockOffsMs.length]!,
              store: {
                hasClock,
                latencyMs,
                isSilent: (nowMs) => silent.has(Math.floor(nowMs / MINUTE_MS)),
                isFailing: (nowMs) => failing.has(Math.floor(nowMs / MINUTE_MS)),
              },
              ...(revokedAtMs !== undefined && { revokedAtMs }),
            },
            { isSharing: true },
          )
          expect(outcome).toMatchObject({ expired: 0, failures: 0, rejectedAgain: 0 })
        },
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 25) },
    )
  },
)

test('ten processes that start together cost three exchanges in two hours instead of thirty', async () => {
  const scenario = {
    name: 'all start at once',
    processes: 10,
    durationMs: 120 * MINUTE_MS,
    startsAtMs: () => 0,
    callEveryMs: MINUTE_MS,
  }
  const alone = await simulateFleet(scenario, { isSharing: false })
  const shared = await simulateFleet(scenario, { isSharing: true })
  expect([alone.exchanges, shared.exchanges]).toEqual([30, 3])
})
