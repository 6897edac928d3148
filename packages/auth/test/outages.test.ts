import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import type { Harness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

// A token of ten minutes: M = 300 s, R = 412.5 s (random 0.5), S = 5 s. In seconds of its life:
const LIFE = 600
const USABLE_UNTIL = 595
const FIRST_TRY = 188 // the first whole second with less than R left
const TIMEOUT = 10

interface Outage {
  /** What the API does with a request while it is away. */
  respond: (request: Request) => Promise<Response>
  /** How long a try takes to fail, and how long the failures in a row hold back. */
  takes: number
  holdsBack: (failure: number) => number
  /** What a caller gets without a usable token, and how many requests that costs. */
  error: Record<string, unknown>
  tries: number
}

// 0.75 d (random 0.5) with d from 5 s to 60 s.
const backOff = (failure: number) => 0.75 * Math.min(60, 5 * 2 ** failure)
const outages: Record<string, Outage> = {
  'refuses connections': {
    respond: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })),
    takes: 0,
    holdsBack: backOff,
    error: { code: 'ERR_QCI_AUTH_CONNECTION' },
    tries: 3,
  },
  'is silent': {
    respond: (request) =>
      new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
      }),
    takes: TIMEOUT,
    holdsBack: backOff,
    error: { code: 'ERR_QCI_AUTH_TIMEOUT' },
    tries: 3,
  },
  'responds with 503': {
    respond: () => Promise.resolve(apiError(503)),
    takes: 0,
    holdsBack: backOff,
    error: { code: 'ERR_QCI_AUTH_API', status: 503, attempts: 3 },
    tries: 3,
  },
  'responds with 401': {
    respond: () => Promise.resolve(apiError(401)),
    takes: 0,
    holdsBack: () => 60,
    error: { code: 'ERR_QCI_AUTH_API', status: 401, attempts: 1 },
    tries: 1,
  },
}

/** A cached token, and somebody who asks every second. */
async function createTraffic({ respond }: Outage) {
  const sentAt: number[] = []
  let isAway = false
  const harness: Harness = createHarness({
    timeoutMs: TIMEOUT * 1_000,
    fetch: (url, init) => {
      sentAt.push((harness.clock.monotonic() - startMs) / 1_000)
      return isAway
        ? respond(new Request(url, init))
        : Promise.resolve(harness.token({ lifeMs: LIFE * 1_000 }))
    },
  })
  const { client, clock } = harness
  const startMs = clock.monotonic()
  await client.getAccessToken()
  return {
    ...harness,
    sentAt,
    setAway: (away: boolean) => (isAway = away),
    /** Asks in every second from one of the token's life to another. */
    callFrom: async (from: number, until: number): Promise<PromiseSettledResult<string>[]> => {
      const calls: Promise<PromiseSettledResult<string>[]>[] = []
      await clock.advance(from * 1_000 - (clock.monotonic() - startMs))
      for (let second = from; second < until; second += 1) {
        calls.push(Promise.allSettled([client.getAccessToken()]))
        await clock.advance(1_000)
      }
      await clock.advance(60_000) // those who wait get what they wait for
      return (await Promise.all(calls)).flat()
    },
  }
}

describe.each(Object.entries(outages))('an API that %s', (_, outage) => {
  test('is no matter while the token is usable, and is tried as the holding back allows', async () => {
    const { callFrom, sentAt, setAway } = await createTraffic(outage)
    setAway(true)
    const outcomes = await callFrom(0, USABLE_UNTIL - 2)
    expect(new Set(outcomes.map((outcome) => 'value' in outcome && outcome.value))).toEqual(
      new Set(['access-token-1']),
    )
    const expected = [0]
    let failures = 0
    for (let at = FIRST_TRY; at < USABLE_UNTIL - 2; failures += 1) {
      expected.push(at)
      at = Math.ceil(at + outage.takes + outage.holdsBack(failures))
    }
    expect(sentAt.slice(0, expected.length)).toEqual(expected)
    expect(sentAt.filter((at) => at < USABLE_UNTIL - 2)).toEqual(expected)
  })

  test.each([
    ['before a renewal is wanted', 0, 180],
    ['above the margin', 185, 295],
    ['below the margin', 300, 500],
    ['until shortly before the token ends', 100, 590],
  ])(
    'an API that %s affects no call while a token is usable, and the token is renewed when it is back',
    async (_name, from, until) => {
      const { callFrom, sentAt, setAway, client } = await createTraffic(outage)
      const outcomes = await callFrom(0, 1)
      setAway(true)
      outcomes.push(...(await callFrom(Math.max(from, 61), until)))
      setAway(false)
      expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
      expect(await outcomeOf(client.getAccessToken())).toMatch(/^access-token-/)
      await settle()
      expect(await outcomeOf(client.getAccessToken())).toMatch(/^access-token-[2-9]$/)
      expect(sentAt.length).toBeLessThan(20)
    },
  )

  test('an outage is a typed error when no token is usable, and the first call after it succeeds', async () => {
    const { callFrom, clock, client, sentAt, setAway } = await createTraffic(outage)
    setAway(true)
    await callFrom(LIFE, LIFE)
    const sent = sentAt.length
    const failed = failureOf(client.getAccessToken())
    await clock.advance(60_000)
    expect(await failed).toMatchObject(outage.error)
    expect(sentAt).toHaveLength(sent + outage.tries)
    setAway(false)
    const back = await outcomeOf(client.getAccessToken())
    expect(back).toMatch(/^access-token-/)
    expect(await outcomeOf(client.getAccessToken())).toBe(back)
    expect(sentAt).toHaveLength(sent + outage.tries + 1)
    expect(clock.timerCount).toBe(0)
  })

  test('an outage from the start is a typed error for each call, and the first call after it succeeds', async () => {
    const { clock, client, setAway } = await createTraffic(outage)
    setAway(true)
    client.invalidate()
    for (let call = 0; call < 3; call += 1) {
      const failed = failureOf(client.getAccessToken())
      await clock.advance(60_000)
      expect(await failed).toMatchObject(outage.error)
    }
    setAway(false)
    expect(await outcomeOf(client.getAccessToken())).toMatch(/^access-token-/)
  })
})
