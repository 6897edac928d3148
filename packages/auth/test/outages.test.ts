import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import type { Harness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

// A token of ten minutes: M = 300 s, R = 412.5 s (random 0.5), S = 5 s. In seconds of its life:
const LIFE = 600
const USABLE_UNTIL = 595
const FIRST_RENEWAL = 188 // the first whole second with less than R left
const TIMEOUT = 10

interface Outage {
  /** The response of the API during the outage. */
  respond: (request: Request) => Promise<Response>
  /** How long an attempt takes to fail, in seconds. */
  failureTakes: number
  /** The backoff after so many failures in a row, in seconds. */
  backoff: (failure: number) => number
  /** The error of a call without a usable token, and its number of requests. */
  error: Record<string, unknown>
  attempts: number
}

// 0.75 d (random 0.5) with d from 5 s to 60 s.
const growingBackoff = (failure: number) => 0.75 * Math.min(60, 5 * 2 ** failure)
const outages: Record<string, Outage> = {
  'refuses connections': {
    respond: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })),
    failureTakes: 0,
    backoff: growingBackoff,
    error: { code: 'ERR_QCI_AUTH_CONNECTION' },
    attempts: 3,
  },
  'does not respond': {
    respond: (request) =>
      new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
      }),
    failureTakes: TIMEOUT,
    backoff: growingBackoff,
    error: { code: 'ERR_QCI_AUTH_TIMEOUT' },
    attempts: 3,
  },
  'responds with 503': {
    respond: () => Promise.resolve(apiError(503)),
    failureTakes: 0,
    backoff: growingBackoff,
    error: { code: 'ERR_QCI_AUTH_API', status: 503, attempts: 3 },
    attempts: 3,
  },
  'responds with 401': {
    respond: () => Promise.resolve(apiError(401)),
    failureTakes: 0,
    backoff: () => 60,
    error: { code: 'ERR_QCI_AUTH_API', status: 401, attempts: 1 },
    attempts: 1,
  },
}

/** A client with a cached token, and calls every second. */
async function createTraffic({ respond }: Outage) {
  const sentAt: number[] = []
  let isOutage = false
  const harness: Harness = createHarness({
    timeoutMs: TIMEOUT * 1_000,
    fetch: (url, init) => {
      sentAt.push((harness.clock.monotonic() - startMs) / 1_000)
      return isOutage
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
    setOutage: (isOut: boolean) => (isOutage = isOut),
    /** Calls in every second from one of the token's life until another. */
    callFrom: async (from: number, until: number): Promise<PromiseSettledResult<string>[]> => {
      const calls: Promise<PromiseSettledResult<string>[]>[] = []
      await clock.advance(from * 1_000 - (clock.monotonic() - startMs))
      for (let second = from; second < until; second += 1) {
        calls.push(Promise.allSettled([client.getAccessToken()]))
        await clock.advance(1_000)
      }
      await clock.advance(60_000) // waiting calls settle
      return (await Promise.all(calls)).flat()
    },
  }
}

describe.each(Object.entries(outages))('an API that %s', (name, outage) => {
  test(`an API that ${name} affects no call while the token is usable, and renewals follow the backoff`, async () => {
    const { callFrom, sentAt, setOutage } = await createTraffic(outage)
    setOutage(true)
    const outcomes = await callFrom(0, USABLE_UNTIL - 2)
    expect(new Set(outcomes.map((outcome) => 'value' in outcome && outcome.value))).toEqual(
      new Set(['access-token-1']),
    )
    const expected = [0]
    let failures = 0
    for (let at = FIRST_RENEWAL; at < USABLE_UNTIL - 2; failures += 1) {
      expected.push(at)
      at = Math.ceil(at + outage.failureTakes + outage.backoff(failures))
    }
    expect(sentAt.slice(0, expected.length)).toEqual(expected)
    expect(sentAt.filter((at) => at < USABLE_UNTIL - 2)).toEqual(expected)
  })

  test.each([
    ['before a renewal is due', 0, 180],
    ['above the margin', 185, 295],
    ['below the margin', 300, 500],
    ['until shortly before the expiry', 100, 590],
  ])(
    `an API that ${name} %s affects no call, and the token is renewed afterwards`,
    async (_period, from, until) => {
      const { callFrom, sentAt, setOutage, client } = await createTraffic(outage)
      const outcomes = await callFrom(0, 1)
      setOutage(true)
      outcomes.push(...(await callFrom(Math.max(from, 61), until)))
      setOutage(false)
      expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
      expect(await outcomeOf(client.getAccessToken())).toMatch(/^access-token-/)
      await settle()
      expect(await outcomeOf(client.getAccessToken())).toMatch(/^access-token-[2-9]$/)
      expect(sentAt.length).toBeLessThan(20)
    },
  )

  test(`without a usable token, an API that ${name} is a typed error, and the first call afterwards succeeds`, async () => {
    const { callFrom, clock, client, sentAt, setOutage } = await createTraffic(outage)
    setOutage(true)
    await callFrom(LIFE, LIFE)
    const sent = sentAt.length
    const failed = failureOf(client.getAccessToken())
    await clock.advance(60_000)
    expect(await failed).toMatchObject(outage.error)
    expect(sentAt).toHaveLength(sent + outage.attempts)
    setOutage(false)
    const back = await outcomeOf(client.getAccessToken())
    expect(back).toMatch(/^access-token-/)
    expect(await outcomeOf(client.getAccessToken())).toBe(back)
    expect(sentAt).toHaveLength(sent + outage.attempts + 1)
    expect(clock.timerCount).toBe(0)
  })

  test(`an API that ${name} from the start is a typed error for each call, and the first call afterwards succeeds`, async () => {
    const { clock, client, setOutage } = await createTraffic(outage)
    setOutage(true)
    client.invalidate()
    for (let call = 0; call < 3; call += 1) {
      const failed = failureOf(client.getAccessToken())
      await clock.advance(60_000)
      expect(await failed).toMatchObject(outage.error)
    }
    setOutage(false)
    expect(await outcomeOf(client.getAccessToken())).toMatch(/^access-token-/)
  })
})
