import { describe, expect, test } from 'vitest'

import { apiError, createHarness, outcomeOf } from './support/harness.ts'
import { settle, TestClock } from './support/test-clock.ts'

const HOUR_MS = 3_600_000

describe('a token that expires during a call', () => {
  /** Moves on by 1 ms after so many readings. */
  class MovingClock extends TestClock {
    readingsLeft = Number.POSITIVE_INFINITY

    override now(): number {
      this.readingsLeft -= 1
      return super.now() + (this.readingsLeft < 0 ? 1 : 0)
    }
  }

  test.each([0, 1, 2, 3, 4, 5])(
    'a call settles when its token becomes unusable after %i readings of the clock',
    async (readings) => {
      const clock = new MovingClock()
      const { client, requests, latest, token, obtain } = createHarness({}, clock)
      await obtain({ lifeMs: HOUR_MS })
      await clock.advance(HOUR_MS - 6_000)
      const served = client.getAccessToken()
      await settle()
      await latest().respond(apiError(401)) // the backoff is longer than the token's life
      await expect(served).resolves.toBe('access-token-1')
      await clock.advance(999)
      clock.readingsLeft = readings
      const call = client.getAccessToken()
      await settle()
      if (requests.length > 2) await latest().respond(token())
      expect(await outcomeOf(call)).toMatch(/^access-token-[12]$/)
    },
  )
})

test('an expired token is not returned after a wall clock was set back and has caught up', async () => {
  const { client, clock, requests, obtain } = createHarness()
  await obtain({ lifeMs: 60_000 })
  await client.getAccessToken() // looks at both clocks, and then for a second at this one alone
  await clock.advance(59_999)
  clock.step(-61_000)
  expect(await outcomeOf(client.getAccessToken())).toBe('pending') // the step is noticed
  await clock.advance(1_500) // back in that second, by the wall clock; expired by the other
  expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  expect(requests.length).toBeGreaterThan(1)
})
