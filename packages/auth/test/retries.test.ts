import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import type { Harness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000

/** How many requests were sent until 1 ms before `ms` have passed, and until they have passed. */
async function requestsAround(ms: number, { clock, requests }: Harness): Promise<number[]> {
  const sent = requests.length
  await clock.advance(ms - 1)
  const before = requests.length - sent
  await clock.advance(1)
  return [before, requests.length - sent]
}

describe('retries without a usable token', () => {
  test.each([0.125, 0.5, 0.875])(
    'the delay before a retry is the random part %d of 250 ms, 500 ms and so on up to 4 s',
    async (random) => {
      const harness = createHarness({ maxRetries: 7, random: () => random })
      const token = harness.client.getAccessToken()
      await settle()
      for (const mostMs of [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]) {
        await harness.latest().respond(apiError(503))
        expect(await requestsAround(random * mostMs, harness)).toEqual([0, 1])
      }
      await harness.latest().respond(harness.token())
      await expect(token).resolves.toBe('access-token-1')
    },
  )

  test('an exchange is attempted three times, then its callers get the last error', async () => {
    const { client, clock, requests, latest } = createHarness()
    const failed = failureOf(client.getAccessToken())
    for (const status of [503, 500, 502]) {
      await clock.advance(500)
      await latest().respond(apiError(status))
    }
    expect(await failed).toMatchObject({ code: 'ERR_QCI_AUTH_API', status: 502, attempts: 3 })
    expect(requests).toHaveLength(3)
  })

  test.each([408, 429, 500, 502, 503, 504])('an exchange is retried after status %i', async (status) => {
    const { client, clock, events, requests, latest, token } = createHarness()
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(apiError(status))
    expect(events).toMatchObject([{ type: 'retry', retry: 1, delayMs: 125, error: { status } }])
    await clock.advance(125)
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(2)
  })

  test('an exchange is retried after a connection failure and after a timeout', async () => {
    const { client, clock, requests, latest, token } = createHarness({ timeoutMs: 1_000 })
    const renewed = client.getAccessToken()
    await settle()
    await latest().fail(new TypeError('fetch failed'))
    await clock.advance(125)
    expect(requests).toHaveLength(2)
    await clock.advance(1_000 + 250)
    expect(requests).toHaveLength(3)
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-1')
  })

  test.each<[string, () => Response]>([
    ...[400, 401, 403, 404, 409, 422, 501, 505, 511].map((status): [string, () => Response] => [
      `status ${status}`,
      () => apiError(status),
    ]),
    ['a redirect', () => new Response(null, { status: 307, headers: { location: 'https://other' } })],
    ['an empty 200', () => new Response('')],
    ['a 200 without a token', () => Response.json({})],
  ])('an exchange is not retried after %s', async (_, toResponse) => {
    const { client, clock, requests, latest } = createHarness()
    const failed = failureOf(client.getAccessToken())
    await settle()
    await latest().respond(toResponse())
    expect(await failed).toMatchObject({ code: expect.stringMatching(/^ERR_QCI_AUTH_/) as string })
    await clock.advance(60_000)
    expect(requests).toHaveLength(1)
    expect(clock.timerCount).toBe(0)
  })

  test('maxRetries limits the number of retries', async () => {
    for (const maxRetries of [0, 1, 4]) {
      const { client, clock, requests, latest } = createHarness({ maxRetries })
      const failed = failureOf(client.getAccessToken())
      for (let attempt = 0; attempt <= maxRetries; attempt += 1) {
        await clock.advance(4_000)
        await latest().fail(new Error('away'))
      }
      expect(await failed).toMatchObject({ code: 'ERR_QCI_AUTH_CONNECTION' })
      expect(requests).toHaveLength(maxRetries + 1)
    }
  })

  test('an exchange is not retried when its last caller aborts between two attempts', async () => {
    const { client, clock, requests, latest } = createHarness()
    const controller = new AbortController()
    const left = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    await latest().respond(apiError(503))
    controller.abort()
    expect(await left).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    await settle()
    expect(clock.timerCount).toBe(0)
    await clock.advance(10_000)
    expect(requests).toHaveLength(1)
  })
})

describe('Retry-After', () => {
  const dates = (aheadMs: number, dateMs: number) => ({
    'retry-after': new Date(dateMs + aheadMs).toUTCString(),
    date: new Date(dateMs).toUTCString(),
  })
  test.each<[string, Record<string, string>, number]>([
    ['1 s', { 'retry-after': '1' }, 1_500],
    ['3 s', { 'retry-after': '3' }, 4_500],
    ['10 s', { 'retry-after': '10' }, 15_000],
    ['an HTTP date, compared with Date', dates(7_000, Date.UTC(2031, 5, 1)), 10_500],
    ['0 s', { 'retry-after': '0' }, 500],
    ['a date that has passed', dates(-7_000, Date.UTC(2031, 5, 1)), 500],
    ['an invalid value', { 'retry-after': '3.5' }, 125],
  ])('a retry waits for Retry-After plus a random part of it: %s', async (_, headers, delayMs) => {
    const harness = createHarness()
    void outcomeOf(harness.client.getAccessToken())
    await settle()
    await harness.latest().respond(apiError(503, headers))
    expect(await requestsAround(delayMs, harness)).toEqual([0, 1])
  })

  test.each([
    { retryAfter: '1', upTo: '6 s longer', firstMs: 1_500, secondMs: 4_000 },
    { retryAfter: '0', upTo: '1 s', firstMs: 500, secondMs: 500 },
  ])(
    'the second retry after Retry-After: $retryAfter waits up to $upTo',
    async ({ retryAfter, firstMs, secondMs }) => {
      const harness = createHarness()
      void outcomeOf(harness.client.getAccessToken())
      await settle()
      await harness.latest().respond(apiError(429, { 'retry-after': retryAfter }))
      await harness.clock.advance(firstMs)
      await harness.latest().respond(apiError(429, { 'retry-after': retryAfter }))
      expect(await requestsAround(secondMs, harness)).toEqual([0, 1])
    },
  )

  test.each<[string, Record<string, string>, number]>([
    ['11', { 'retry-after': '11' }, 11_000],
    ['a date 11 s after Date', dates(11_000, Date.UTC(2031, 5, 1)), 11_000],
  ])(
    'a Retry-After above ten seconds is reported and not waited for: %s',
    async (_, headers, retryAfterMs) => {
      const { client, clock, requests, latest } = createHarness()
      const failed = failureOf(client.getAccessToken())
      await settle()
      await latest().respond(apiError(429, headers))
      expect(await failed).toMatchObject({ status: 429, attempts: 1, retryAfterMs })
      await clock.advance(60_000)
      expect(requests).toHaveLength(1)
    },
  )
})

describe('attempts with a usable token', () => {
  test('a background renewal has one attempt: backoff takes the place of retries', async () => {
    const { client, clock, requests, latest, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 700_000)
    await client.getAccessToken()
    await settle()
    await latest().respond(apiError(503))
    await clock.advance(60_000)
    expect(requests).toHaveLength(2)
  })

  test.each([
    [undefined, 30_000],
    [Infinity, 30_000],
    [60_000, 30_000],
    [12_000, 12_000],
  ])('a background attempt with timeoutMs %s ends after %i ms', async (timeoutMs, endsAfterMs) => {
    const { client, clock, events, requests, obtain } = createHarness({ timeoutMs })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 700_000)
    await client.getAccessToken()
    await clock.advance(endsAfterMs - 1)
    expect(requests[1]?.request.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(requests[1]?.request.signal.aborted).toBe(true)
    expect(events.at(-1)).toMatchObject({
      type: 'renewalFailed',
      error: { code: 'ERR_QCI_AUTH_TIMEOUT', timeoutMs: endsAfterMs },
    })
  })

  test('a renewal is retried when the cached token has become unusable meanwhile', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 7_500)
    const served = client.getAccessToken()
    await clock.advance(2_000)
    await expect(served).resolves.toBe('access-token-1')
    await clock.advance(500)
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(apiError(503))
    await clock.advance(125)
    expect(requests).toHaveLength(3)
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-2')
  })
})

describe('the time limit of an attempt', () => {
  test('an attempt that callers wait for has the limit timeoutMs, even after a background attempt', async () => {
    const { client, clock, requests, latest, obtain } = createHarness({ timeoutMs: 60_000 })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 7_500)
    await Promise.all([client.getAccessToken(), clock.advance(2_500)])
    const failed = failureOf(client.getAccessToken()) // the cached token is no longer usable
    await latest().respond(apiError(503))
    await clock.advance(125)
    expect(requests).toHaveLength(3)
    await clock.advance(59_999)
    expect(requests[2]?.request.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(requests[2]?.request.signal.aborted).toBe(true)
    client.close()
    await failed
  })

  test('an attempt without timeoutMs ends after 30 s and sends no X-Request-Timeout-Nano', async () => {
    const { client, clock, requests } = createHarness({ maxRetries: 0 })
    const failed = failureOf(client.getAccessToken())
    await clock.advance(29_999)
    expect(requests[0]?.request.signal.aborted).toBe(false)
    expect(requests[0]?.request.headers.has('x-request-timeout-nano')).toBe(false)
    await clock.advance(1)
    expect(requests[0]?.request.signal.aborted).toBe(true)
    expect(await failed).toMatchObject({ code: 'ERR_QCI_AUTH_TIMEOUT', timeoutMs: 30_000 })
    expect(client.timeoutMs).toBeUndefined()
    expect(clock.timerCount).toBe(0)
  })

  test('an attempt ends after timeoutMs, even if that is longer than 30 s', async () => {
    const { client, clock, requests } = createHarness({ maxRetries: 0, timeoutMs: HOUR_MS })
    const failed = failureOf(client.getAccessToken())
    await clock.advance(HOUR_MS - 1)
    expect(requests[0]?.request.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(await failed).toMatchObject({ code: 'ERR_QCI_AUTH_TIMEOUT', timeoutMs: HOUR_MS })
  })

  test('an attempt with timeoutMs: Infinity has no limit', async () => {
    const { client, clock, requests, latest, token } = createHarness({ timeoutMs: Infinity })
    const obtained = client.getAccessToken()
    await clock.advance(1_000 * HOUR_MS)
    expect(requests).toHaveLength(1)
    expect(requests[0]?.request.signal.aborted).toBe(false)
    expect(requests[0]?.request.headers.has('x-request-timeout-nano')).toBe(false)
    expect(clock.timerCount).toBe(0)
    await latest().respond(token())
    await expect(obtained).resolves.toBe('access-token-1')
  })
})
