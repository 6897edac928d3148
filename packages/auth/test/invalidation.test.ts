import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000
const BEHIND_MS = HOUR_MS - 700_000

describe('invalidate(token)', () => {
  test('invalidate(token) drops the cached token if it is that one', async () => {
    const { client, events, requests, latest, token, obtain } = createHarness()
    client.invalidate(await obtain())
    expect(events.at(-1)).toMatchObject({ type: 'invalidated' })
    const renewed = client.getAccessToken()
    expect(await outcomeOf(renewed)).toBe('pending')
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test('invalidate(token) does nothing if another token is cached', async () => {
    const { client, events, requests, obtain } = createHarness()
    await obtain()
    client.invalidate('another')
    client.invalidate('')
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
    expect(events.map(({ type }) => type)).toEqual(['renewed'])
  })

  test('invalidate(token) sends no request by itself', async () => {
    const { client, clock, requests, obtain } = createHarness()
    const cached = await obtain()
    client.invalidate(cached)
    client.invalidate(cached)
    client.invalidate()
    await clock.advance(HOUR_MS)
    expect(requests).toHaveLength(1)
  })

  test('twenty calls of invalidate(token), half of them after the renewal, cause one renewal', async () => {
    const { client, events, requests, latest, token, obtain } = createHarness()
    const cached = await obtain()
    const calls = Array.from({ length: 10 }, () => {
      client.invalidate(cached)
      return client.getAccessToken()
    })
    await settle()
    await latest().respond(token())
    for (let late = 0; late < 10; late += 1) {
      client.invalidate(cached)
      calls.push(client.getAccessToken())
    }
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['access-token-2']))
    expect(requests).toHaveLength(2)
    expect(events.filter(({ type }) => type === 'invalidated')).toHaveLength(1)
  })

  test('a call after invalidate(token) gets the other token of a running renewal', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    const cached = await obtain({ lifeMs: HOUR_MS })
    await clock.advance(BEHIND_MS)
    await client.getAccessToken()
    client.invalidate(cached)
    const waiting = client.getAccessToken()
    await settle()
    await latest().respond(token())
    await expect(waiting).resolves.toBe('access-token-2')
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test('calls after invalidate(token) share a second exchange when a running one returns that token', async () => {
    const { client, clock, events, requests, latest, token, obtain } = createHarness()
    const rejected = await obtain({ lifeMs: HOUR_MS })
    await clock.advance(BEHIND_MS)
    await client.getAccessToken()
    client.invalidate(rejected)
    const calls = [client.getAccessToken(), client.getAccessToken()]
    await settle()
    await latest().respond(token({ accessToken: rejected }))
    for (const call of calls) expect(await outcomeOf(call)).toBe('pending')
    expect(requests).toHaveLength(3)
    await latest().respond(token({ accessToken: 'other' }))
    expect(await Promise.all(calls)).toEqual(['other', 'other'])
    await expect(client.getAccessToken()).resolves.toBe('other')
    expect(requests).toHaveLength(3)
    expect(events.map(({ type }) => type)).toEqual(['renewed', 'invalidated', 'renewed'])
  })

  test('a call after invalidate(token) gets that token when the second exchange returns it again', async () => {
    const { client, requests, latest, token, obtain } = createHarness()
    const rejected = await obtain()
    const forced = client.getAccessToken({ forceRenewal: true })
    await settle()
    client.invalidate(rejected)
    const call = client.getAccessToken()
    for (let exchange = 0; exchange < 2; exchange += 1) {
      await latest().respond(token({ accessToken: rejected }))
    }
    expect(await Promise.all([forced, call])).toEqual([rejected, rejected])
    await expect(client.getAccessToken()).resolves.toBe(rejected)
    expect(requests).toHaveLength(3)
  })

  test('a call after invalidate(token) gets the error of the second exchange', async () => {
    const { client, latest, token, requests } = createHarness({ maxRetries: 0 })
    void outcomeOf(client.getAccessToken())
    await settle()
    client.invalidate('rejected')
    const failed = failureOf(client.getAccessToken())
    await latest().respond(token({ accessToken: 'rejected' }))
    await latest().respond(apiError(503))
    expect(await failed).toMatchObject({ status: 503 })
    expect(requests).toHaveLength(2)
  })

  test('invalidate(token) starts no second exchange when no call waits for one', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    const rejected = await obtain({ lifeMs: HOUR_MS })
    await clock.advance(BEHIND_MS)
    await client.getAccessToken()
    client.invalidate(rejected)
    await settle()
    await latest().respond(token({ accessToken: rejected }))
    await clock.advance(HOUR_MS)
    expect(requests).toHaveLength(2)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
    expect(requests).toHaveLength(3)
  })

  test('calls that wait below the margin do not get the token of invalidate(token)', async () => {
    const { client, clock, latest, token, obtain } = createHarness()
    const cached = await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const waiting = client.getAccessToken()
    await settle()
    client.invalidate(cached)
    await clock.advance(2_000)
    expect(await outcomeOf(waiting)).toBe('pending')
    await latest().respond(token())
    await expect(waiting).resolves.toBe('access-token-2')
  })

  test('a cached call right after invalidate(token) does not get the token', async () => {
    const { client, obtain } = createHarness()
    const cached = await obtain()
    await client.getAccessToken() // from now on without a look at the monotonic clock
    client.invalidate(cached)
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
    expect(await outcomeOf(client.getHeaders())).toBe('pending')
    expect(await outcomeOf(client.getAccessTokenInfo())).toBe('pending')
  })
})

describe('invalidate()', () => {
  test('invalidate() drops any cached token', async () => {
    const { client, obtain } = createHarness()
    await obtain()
    client.invalidate()
    expect(await outcomeOf(client.getAccessToken())).toBe('pending')
  })

  test('invalidate() drops the response of a running exchange, whose callers share one new exchange', async () => {
    const { client, requests, latest, token } = createHarness()
    const callers = Array.from({ length: 3 }, () => client.getAccessToken())
    await settle()
    client.invalidate()
    await settle()
    expect(requests).toHaveLength(2)
    expect(requests[0]?.request.signal.aborted).toBe(true)
    await latest().respond(token())
    expect(await Promise.all(callers)).toEqual(Array(3).fill('access-token-1'))
    expect(requests).toHaveLength(2)
  })

  test('invalidate() drops a late response of a fetch that ignores its signal', async () => {
    const responses: ((response: Response) => void)[] = []
    const { client, events, token } = createHarness({
      fetch: () => new Promise((resolve) => responses.push(resolve)),
    })
    const waiting = client.getAccessToken()
    await settle()
    client.invalidate()
    await settle()
    responses[1]?.(token({ accessToken: 'good' }))
    await expect(waiting).resolves.toBe('good')
    responses[0]?.(token({ accessToken: 'dropped', lifeMs: 2 * HOUR_MS }))
    await settle()
    await expect(client.getAccessToken()).resolves.toBe('good')
    expect(events.filter(({ type }) => type === 'renewed')).toHaveLength(1)
  })

  test('invalidate() drops a response at any stage of its processing', async () => {
    for (let turns = 0; turns < 60; turns += 1) {
      const { client, latest, requests, token } = createHarness()
      void outcomeOf(client.getAccessToken())
      await settle()
      void latest().respond(token({ accessToken: 'dropped' }))
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      client.invalidate()
      await settle()
      const after = client.getAccessToken()
      await settle()
      expect(requests, `after ${turns} turns`).toHaveLength(2)
      await latest().respond(token({ accessToken: 'good' }))
      await expect(after).resolves.toBe('good')
    }
  })

  test('invalidate() aborts the dropped request with a reason', async () => {
    const { client, requests } = createHarness()
    void outcomeOf(client.getAccessToken())
    await settle()
    client.invalidate()
    expect(requests[0]?.request.signal.reason).toMatchObject({
      code: 'ERR_QCI_AUTH_ABORTED',
      message: 'The token was invalidated.',
    })
  })

  test('invalidate() aborts a background renewal without callers and starts none', async () => {
    const { client, clock, requests, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(BEHIND_MS)
    await client.getAccessToken()
    await settle()
    client.invalidate()
    await clock.advance(HOUR_MS)
    expect(requests[1]?.request.signal.aborted).toBe(true)
    expect(requests).toHaveLength(2)
    expect(clock.timerCount).toBe(0)
  })

  test('invalidate() moves calls that wait below the margin to the new exchange', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const waiting = client.getAccessToken()
    await settle()
    client.invalidate()
    await clock.advance(10_000)
    expect(requests).toHaveLength(3)
    expect(await outcomeOf(waiting)).toBe('pending')
    await latest().respond(token())
    await expect(waiting).resolves.toBe('access-token-2')
  })

  test('a call that invalidate() moved to a new exchange can be aborted', async () => {
    const { client, requests } = createHarness()
    const controller = new AbortController()
    const left = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    client.invalidate()
    await settle()
    controller.abort()
    await settle()
    expect(requests[1]?.request.signal.aborted).toBe(true)
    await left
  })
})

test('of two tokens that calls below the margin obtained, the one that expires later is cached', async () => {
  const { client, clock, latest, token, obtain } = createHarness()
  const cached = await obtain({ lifeMs: HOUR_MS })
  await clock.advance(HOUR_MS - 300_000)
  const waiting = client.getAccessToken()
  await settle()
  await latest().respond(token({ accessToken: 'no-later', lifeMs: 300_000 }))
  await expect(waiting).resolves.toBe('no-later')
  await expect(client.getAccessToken()).resolves.toBe(cached)
  await clock.advance(30_000)
  const renewed = client.getAccessToken()
  await settle()
  await latest().respond(token({ accessToken: 'later', lifeMs: 270_001 }))
  await renewed
  await expect(client.getAccessToken()).resolves.toBe('later')
})
