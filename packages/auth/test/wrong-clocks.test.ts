import { describe, expect, test } from 'vitest'

import { createHarness, outcomeOf } from './support/harness.ts'
import { settle, TestClock } from './support/test-clock.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MARGIN_MS = 600_000

describe('with a Date header', () => {
  test.each([DAY_MS, -DAY_MS])(
    'with a Date header, a local clock that is wrong by %i ms changes nothing',
    async (wrongByMs) => {
      const { client, clock, requests, obtain } = createHarness()
      await obtain({ lifeMs: HOUR_MS, serverAheadMs: -wrongByMs })
      await clock.advance(HOUR_MS - MARGIN_MS)
      expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
      await clock.advance(1)
      expect(await outcomeOf(client.getAccessToken())).toBe('pending')
      expect(requests).toHaveLength(2)
    },
  )

  test('the life of a token counts from the moment at which its request was sent', async () => {
    const { client, clock, latest, token } = createHarness()
    const first = client.getAccessToken()
    await settle()
    const response = token({ lifeMs: HOUR_MS })
    await clock.advance(20_000)
    await latest().respond(response)
    await first
    await clock.advance(HOUR_MS - MARGIN_MS - 20_000)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    await clock.advance(1)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  })

  test.each(['0', '30'])('an Age of %s s is added to the server time', async (age) => {
    const { client, clock, obtain } = createHarness()
    const agoMs = Number(age) * 1_000
    await obtain({ lifeMs: HOUR_MS + agoMs, serverAheadMs: DAY_MS - agoMs, headers: { age } })
    await clock.advance(HOUR_MS - MARGIN_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    await clock.advance(1)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  })

  test('a Date header counts from the first moment of 2020 on', async () => {
    const { client, clock, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS, serverAheadMs: Date.UTC(2020, 0, 1) - clock.now() })
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
  })

  test('a token that has expired by the server time is an invalid response', async () => {
    const { obtain } = createHarness()
    await expect(obtain({ lifeMs: -1_000 })).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_INVALID_RESPONSE',
      field: 'expires_at_rfc3339',
    })
    await expect(createHarness().obtain({ lifeMs: 0 })).rejects.toMatchObject({ field: 'expires_at_rfc3339' })
  })
})

describe('without a valid Date header', () => {
  test.each([
    ['none at all', { serverAheadMs: undefined }],
    ['no HTTP date', { headers: { date: '2026-01-01T00:00:00Z' } }],
    ['a wrong day of the week', { headers: { date: 'Mon, 01 Jan 2026 00:00:00 GMT' } }],
    ['a year before 2020', { headers: { date: 'Tue, 31 Dec 2019 23:59:59 GMT' } }],
  ])('the local clock counts without a valid Date header: %s', async (_, fields) => {
    const { client, clock, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS, ...fields })
    await clock.advance(HOUR_MS - MARGIN_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    await clock.advance(1)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  })

  test('a token that looks expired by the local clock is returned to waiting calls and not cached', async () => {
    const { client, events, requests, obtain } = createHarness()
    await expect(obtain({ lifeMs: -DAY_MS, serverAheadMs: undefined })).resolves.toBe('access-token-1')
    expect(events).toEqual([
      { type: 'clockSkewSuspected', expiredForMs: DAY_MS, atMs: expect.any(Number) as number },
    ])
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
    expect(requests).toHaveLength(2)
  })
})

describe('with no life left', () => {
  test('a token that expires at the very moment of its response is not cached', async () => {
    const { client, events, obtain } = createHarness()
    await expect(obtain({ lifeMs: 0, serverAheadMs: undefined })).resolves.toBe('access-token-1')
    expect(events).toMatchObject([{ type: 'clockSkewSuspected' }])
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  })

  test('an expired cached token is replaced by a valid one, even if that expires earlier by a clock that was set back', async () => {
    const { client, clock, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS)
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(token({ lifeMs: HOUR_MS, serverAheadMs: -DAY_MS }))
    await expect(renewed).resolves.toBe('access-token-2')
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
  })
})

describe('whole seconds', () => {
  // The API's Date is up to a second behind its clock, so that a lifetime seems longer than it is.
  test.each([2_000, 2_500, 3_000, 9_999, 20_000])(
    'with a Date in whole seconds a token of %i ms is not returned after its end',
    async (lifeMs) => {
      const clock = new TestClock(Date.UTC(2026, 0, 1) + 999)
      const { client, obtain } = createHarness({ maxRetries: 0 }, clock)
      const endsAtMs = clock.monotonic() + lifeMs
      await obtain({ lifeMs })
      const served: number[] = []
      for (let ms = 0; ms < lifeMs + 2_000; ms += 100) {
        await clock.advance(100)
        const isServed = (await outcomeOf(client.getAccessToken())) === 'access-token-1'
        if (isServed) served.push(endsAtMs - clock.monotonic())
      }
      expect(served.length).toBeGreaterThan(0)
      expect(Math.min(...served)).toBeGreaterThanOrEqual(0)
    },
  )

  test.each([
    [0, 1_000],
    [1, 300],
  ])(
    'without a Date, S of a token that expires %i ms past a second is %i ms',
    async (pastMs, unusableLeftMs) => {
      const clock = new TestClock(Date.UTC(2026, 0, 1) + pastMs)
      const { client, latest, obtain } = createHarness({ maxRetries: 0, renewalWaitMs: 0 }, clock)
      await obtain({ lifeMs: 3_000, serverAheadMs: undefined })
      await clock.advance(3_000 - unusableLeftMs - 1)
      expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
      await clock.advance(1)
      expect(await outcomeOf(client.getAccessToken())).toBe('pending')
      await latest().fail(new Error('it broke'))
    },
  )
})

describe('a frozen wall clock', () => {
  /** A clock whose wall time a test can freeze. */
  class FreezableClock extends TestClock {
    isFrozen = false
    #frozenAtMs = 0

    freeze(): void {
      this.#frozenAtMs = this.now()
      this.isFrozen = true
    }

    override now(): number {
      return this.isFrozen ? this.#frozenAtMs : super.now()
    }
  }

  test.each([0, 1, 2, 10, 60])(
    'a wall clock that freezes after %i cached calls does not extend the life of a token',
    async (calls) => {
      const clock = new FreezableClock()
      const { client, requests, obtain } = createHarness({}, clock)
      await obtain({ lifeMs: HOUR_MS })
      for (let call = 0; call < calls; call += 1) await client.getAccessToken()
      clock.freeze()
      await clock.advance(HOUR_MS - 5_000)
      expect(await outcomeOf(client.getAccessToken())).toBe('pending')
      expect(requests).toHaveLength(2)
    },
  )

  test('a wall clock that is frozen from the start does not extend the life of a token', async () => {
    const clock = new FreezableClock()
    clock.freeze()
    const { client, obtain } = createHarness({}, clock)
    await obtain({ lifeMs: HOUR_MS })
    await client.getAccessToken()
    await clock.advance(HOUR_MS - MARGIN_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    await clock.advance(MARGIN_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  })

  test('a wall clock that freezes during a burst is noticed within 32 calls', async () => {
    const clock = new FreezableClock()
    const { client, obtain } = createHarness({}, clock)
    await obtain({ lifeMs: HOUR_MS })
    for (let call = 0; call < 10_000; call += 1) await client.getAccessToken()
    clock.freeze()
    await clock.advance(HOUR_MS)
    for (let call = 0; call < 32; call += 1) void client.getAccessToken().catch(() => {})
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  })

  test('a renewed token replaces an unusable one although it expires no later', async () => {
    const clock = new FreezableClock()
    clock.freeze()
    const { client, requests, obtain, latest, token } = createHarness({}, clock)
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 3_000)
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(token({ lifeMs: HOUR_MS }))
    await renewed
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test('a wall clock that was frozen and moves on changes nothing', async () => {
    const clock = new FreezableClock()
    const { client, requests, obtain } = createHarness({}, clock)
    await obtain({ lifeMs: HOUR_MS })
    clock.freeze()
    await clock.advance(60_000)
    await client.getAccessToken()
    clock.isFrozen = false
    for (let minute = 0; minute < 40; minute += 1) {
      await clock.advance(60_000)
      expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    }
    expect(requests).toHaveLength(1)
  })
})

describe('a clock that steps', () => {
  test('a clock that is set back does not make an expired token usable', async () => {
    const { client, clock, requests, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    clock.step(-DAY_MS)
    await clock.advance(HOUR_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
    expect(requests).toHaveLength(2)
  })

  test('a clock that is set back during a token’s life causes no renewal', async () => {
    const { client, clock, requests, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await client.getAccessToken()
    clock.step(-DAY_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })

  test('a clock that is set forward causes one renewal', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    clock.step(DAY_MS)
    const renewed = client.getAccessToken()
    await settle()
    // The API’s clock has not stepped.
    await latest().respond(token({ lifeMs: HOUR_MS, serverAheadMs: -DAY_MS }))
    await expect(renewed).resolves.toBe('access-token-2')
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test('a suspended machine does not make an expired token usable', async () => {
    const { client, clock, requests, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await client.getAccessToken()
    clock.step(HOUR_MS)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
    expect(requests).toHaveLength(2)
  })
})

test('a timeout longer than a runtime’s timer is not an overflow', async () => {
  const { client, clock, requests } = createHarness({ timeoutMs: 2 ** 31 + 5, maxRetries: 0 })
  const token = client.getAccessToken()
  await clock.advance(2 ** 31 + 4)
  expect(await outcomeOf(token)).toBe('pending')
  await clock.advance(1)
  await expect(token).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_TIMEOUT', timeoutMs: 2 ** 31 + 5 })
  expect(requests).toHaveLength(1)
})
