import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000
const tokenSent = async ({ request }: { request: Request }) =>
  ((await request.clone().json()) as { refresh_token: string }).refresh_token

describe('an apiToken function', () => {
  test('the apiToken function is called only for an exchange', async () => {
    let calls = 0
    const { client, clock, obtain } = createHarness({ apiToken: () => `secret-${(calls += 1)}` })
    await settle()
    expect(calls).toBe(0)
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS / 2)
    await client.getAccessToken()
    expect(calls).toBe(1)
  })

  test('the apiToken function is called once per exchange, however many attempts it takes', async () => {
    let calls = 0
    const { client, clock, requests, latest, token } = createHarness({
      apiToken: () => `secret-${(calls += 1)}`,
    })
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(apiError(503))
    await clock.advance(125)
    await latest().respond(token())
    await renewed
    expect(await Promise.all(requests.map(tokenSent))).toEqual(['secret-1', 'secret-1'])
    expect(calls).toBe(1)
  })

  test('the apiToken function is called for each exchange: a token that changes meanwhile counts from the next one on', async () => {
    let apiToken = 'old'
    const { client, requests, latest, token, obtain } = createHarness({ apiToken: () => apiToken })
    await obtain()
    const running = client.getAccessToken({ forceRenewal: true })
    await settle()
    apiToken = 'new'
    const next = client.getAccessToken({ forceRenewal: true })
    await latest().respond(token())
    await running
    await latest().respond(token())
    await next
    expect(await Promise.all(requests.map(tokenSent))).toEqual(['old', 'old', 'new'])
  })

  test.each<[string, () => string | Promise<string>]>([
    ['a string', () => 'plain'],
    ['a promise', () => Promise.resolve('plain')],
    ['white space around it', () => '  plain\r\n'],
  ])('an apiToken function may return %s', async (_, apiToken) => {
    const { latest, obtain } = createHarness({ apiToken })
    await obtain()
    expect(await tokenSent(latest())).toBe('plain')
  })

  test('the apiToken function runs within the time limit of the first attempt', async () => {
    const { client, clock, requests } = createHarness({
      timeoutMs: 1_000,
      maxRetries: 0,
      apiToken: () => new Promise((resolve) => setImmediate(() => resolve('late'))),
    })
    const call = failureOf(client.getAccessToken())
    await settle()
    expect(requests).toHaveLength(1)
    await clock.advance(999)
    expect(requests[0]?.request.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(requests[0]?.request.signal.aborted).toBe(true)
    await call
  })

  test('an apiToken function that is slower than timeoutMs is a timeout: its signal is aborted and nothing is sent', async () => {
    let given: AbortSignal | undefined
    const { client, clock, requests } = createHarness({
      timeoutMs: 1_000,
      apiToken: ({ signal }) => {
        given = signal
        return new Promise(() => {})
      },
    })
    const call = failureOf(client.getAccessToken())
    await clock.advance(999)
    expect(given?.aborted).toBe(false)
    await clock.advance(1)
    expect(await call).toMatchObject({ code: 'ERR_QCI_AUTH_TIMEOUT', timeoutMs: 1_000 })
    expect(given?.aborted).toBe(true)
    await clock.advance(60_000)
    expect(requests).toHaveLength(0)
    expect(clock.timerCount).toBe(0)
  })

  test('the signal of the apiToken function is aborted with the last caller', async () => {
    let given: AbortSignal | undefined
    const controller = new AbortController()
    const { client } = createHarness({
      apiToken: ({ signal }) => {
        given = signal
        return new Promise(() => {})
      },
    })
    const call = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    expect(given?.aborted).toBe(false)
    controller.abort()
    await settle()
    expect(given?.aborted).toBe(true)
    await call
  })

  test.each<[string, () => unknown]>([
    ['throws', () => { throw new Error('no secret') }], // oxfmt-ignore
    [
      'throws no error',
      () => {
        throw 'no secret'
      },
    ],
    [
      'throws nothing',
      () => {
        throw undefined
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('no secret'))],
    ['returns nothing', () => undefined],
    ['returns null', () => null],
    ['returns a number', () => 42],
    ['returns blanks', () => ' \n'],
    ['returns control characters', () => 'a\u0000b'],
    ['returns a zero-width character', () => 'a\u200Bb'],
  ])(
    'an apiToken function that %s is a ConfigurationError that shows nothing of it, and nothing is sent',
    async (_, apiToken) => {
      const { client, clock, requests } = createHarness({ apiToken: apiToken as () => string })
      const error: unknown = await client.getAccessToken().catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'ERR_QCI_AUTH_CONFIGURATION' })
      expect(error).not.toHaveProperty('cause')
      expect(String(error)).not.toContain('no secret')
      await clock.advance(60_000)
      expect(requests).toHaveLength(0)
    },
  )

  test('a failed apiToken function is a transient error: the next call calls it again', async () => {
    let isAway = true
    const harness = createHarness({
      apiToken: () => (isAway ? Promise.reject(new Error('away')) : 'back'),
    })
    await expect(harness.client.getAccessToken()).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_CONFIGURATION',
    })
    isAway = false
    await expect(harness.obtain()).resolves.toBe('access-token-1')
    expect(harness.events.map(({ type }) => type)).toEqual(['renewalFailed', 'renewed'])
  })

  test('a failed apiToken function reaches no caller while a usable token is cached, and starts a backoff', async () => {
    let calls = 0
    const { client, clock, events, obtain } = createHarness({
      apiToken: () => ((calls += 1) === 1 ? 'good' : Promise.reject(new Error('away'))),
    })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(events.find(({ type }) => type === 'renewalFailed')).toMatchObject({ backoffMs: 3_750 })
    await clock.advance(3_749)
    await client.getAccessToken()
    expect(calls).toBe(2)
    await clock.advance(1)
    await client.getAccessToken()
    expect(calls).toBe(3)
  })

  test('the apiToken function is not called for health and version', async () => {
    let calls = 0
    const { client, latest } = createHarness({ apiToken: () => `secret-${(calls += 1)}` })
    const failed = failureOf(client.getAccessTokensHealth())
    await settle()
    await latest().respond(new Response('away', { status: 503 }))
    expect(await failed).toMatchObject({ responseBody: 'away' })
    expect(calls).toBe(0)
  })

  test('an apiToken function that never settles in a background renewal ends after 30 s', async () => {
    let calls = 0
    const { client, clock, events, obtain } = createHarness({
      apiToken: () => ((calls += 1) === 1 ? 'good' : new Promise<string>(() => {})),
    })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 700_000)
    await client.getAccessToken()
    await clock.advance(30_000)
    expect(events.at(-1)).toMatchObject({ type: 'renewalFailed', error: { code: 'ERR_QCI_AUTH_TIMEOUT' } })
    expect(clock.timerCount).toBe(0)
  })
})
