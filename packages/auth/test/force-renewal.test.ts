import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000
const FORCED = { forceRenewal: true }

describe('forceRenewal', () => {
  test('a forced renewal sends a request although a fresh token is cached, which other calls get meanwhile', async () => {
    const { client, requests, latest, token, obtain } = createHarness()
    await obtain()
    const forced = client.getAccessToken(FORCED)
    expect(await outcomeOf(forced)).toBe('pending')
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    await latest().respond(token({ lifeMs: 2 * HOUR_MS }))
    await expect(forced).resolves.toBe('access-token-2')
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test('forceRenewal is an option of every getter', async () => {
    const { client, requests, latest, token, obtain } = createHarness()
    await obtain()
    for (const get of [
      () => client.getHeaders(FORCED),
      () => client.getHeadersWithoutConnectionClose(FORCED),
      () => client.getAccessTokenInfo(FORCED),
      () => client.getTokenType(FORCED),
      () => client.getOrganizationId(FORCED),
      () => client.getUserId(FORCED),
      () => client.getExpiresAtRfc3339(FORCED),
    ]) {
      const sent = requests.length
      const forced = get()
      await settle()
      expect(requests).toHaveLength(sent + 1)
      await latest().respond(token())
      await forced
    }
  })

  test('forced renewals during a running exchange share one follow-up exchange', async () => {
    const { client, requests, latest, token } = createHarness()
    const first = client.getAccessToken()
    await settle()
    const forced = Array.from({ length: 3 }, () => client.getAccessToken(FORCED))
    await settle()
    expect(requests).toHaveLength(1)
    await latest().respond(token())
    await expect(first).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(2)
    await latest().respond(token({ lifeMs: 2 * HOUR_MS }))
    expect(await Promise.all(forced)).toEqual(Array(3).fill('access-token-2'))
    expect(requests).toHaveLength(2)
  })

  test('a forced renewal waits for a running forced exchange too: its own must begin after the call', async () => {
    const { client, requests, latest, token, obtain } = createHarness()
    await obtain()
    const first = client.getAccessToken(FORCED)
    await settle()
    const second = client.getAccessToken(FORCED)
    await latest().respond(token({ lifeMs: 2 * HOUR_MS }))
    await expect(first).resolves.toBe('access-token-2')
    expect(await outcomeOf(second)).toBe('pending')
    await latest().respond(token({ lifeMs: 3 * HOUR_MS }))
    await expect(second).resolves.toBe('access-token-3')
    expect(requests).toHaveLength(3)
  })

  test('the follow-up exchange starts also when the running exchange fails', async () => {
    const { client, requests, latest, token } = createHarness({ maxRetries: 0 })
    const first = failureOf(client.getAccessToken())
    await settle()
    const forced = client.getAccessToken(FORCED)
    await latest().respond(apiError(503))
    expect(await first).toMatchObject({ status: 503 })
    expect(requests).toHaveLength(2)
    await latest().respond(token())
    await expect(forced).resolves.toBe('access-token-1')
  })

  test('forceRenewal ignores backoff', async () => {
    const { client, clock, requests, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 700_000)
    await client.getAccessToken()
    await settle()
    await latest().respond(apiError(401))
    const forced = client.getAccessToken(FORCED)
    await settle()
    expect(requests).toHaveLength(3)
    await latest().respond(token())
    await expect(forced).resolves.toBe('access-token-2')
  })

  test('a forced renewal ignores a remembered rejection, also that of the exchange it waited for', async () => {
    const { client, requests, latest, token } = createHarness()
    const rejected = failureOf(client.getAccessToken())
    await settle()
    const forced = client.getAccessToken(FORCED)
    await latest().respond(apiError(401))
    expect(await rejected).toMatchObject({ status: 401 })
    expect(requests).toHaveLength(2)
    await latest().respond(token())
    await expect(forced).resolves.toBe('access-token-1')
  })

  test.each([HOUR_MS - 1, HOUR_MS, 60_000])(
    'a forced renewal caches its token although that expires no later than the cached one: life %i ms',
    async (lifeMs) => {
      const { client, latest, token, obtain } = createHarness()
      await obtain({ lifeMs: HOUR_MS })
      const forced = client.getAccessToken(FORCED)
      await settle()
      await latest().respond(token({ lifeMs }))
      await expect(forced).resolves.toBe('access-token-2')
      await expect(client.getAccessToken()).resolves.toBe('access-token-2')
    },
  )

  test('a failed forced renewal rejects, and other calls get the cached token', async () => {
    const { client, requests, latest, obtain } = createHarness()
    await obtain()
    const forced = failureOf(client.getAccessToken(FORCED))
    await settle()
    await latest().respond(apiError(503))
    expect(await forced).toMatchObject({ code: 'ERR_QCI_AUTH_API', status: 503, attempts: 1 })
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(2)
  })

  test.each([undefined, 60_000])('a forced renewal has the time limit timeoutMs %s', async (timeoutMs) => {
    const { client, clock, requests, obtain } = createHarness({ timeoutMs })
    await obtain()
    const forced = failureOf(client.getAccessToken(FORCED))
    await clock.advance((timeoutMs ?? 30_000) - 1)
    expect(await outcomeOf(forced)).toBe('pending')
    expect(requests[1]?.request.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(await forced).toMatchObject({ code: 'ERR_QCI_AUTH_TIMEOUT', timeoutMs: timeoutMs ?? 30_000 })
  })

  test('other calls below the margin get the cached token after renewalWaitMs during a forced renewal', async () => {
    const { client, clock, requests, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const forced = client.getAccessToken(FORCED)
    const other = client.getAccessToken()
    await clock.advance(2_000)
    expect(await outcomeOf(other)).toBe('access-token-1')
    expect(await outcomeOf(forced)).toBe('pending')
    expect(requests).toHaveLength(2)
  })

  test('a forced renewal resolves to the same token when the API returns it again', async () => {
    const { client, clock, latest, token, obtain } = createHarness()
    const cached = await obtain({ lifeMs: HOUR_MS })
    await clock.advance(1_000)
    const forced = client.getAccessToken(FORCED)
    await settle()
    await latest().respond(token({ accessToken: cached, lifeMs: HOUR_MS - 1_000 }))
    await expect(forced).resolves.toBe(cached)
  })

  test('the abort of the last caller cancels a follow-up exchange', async () => {
    const { client, requests, latest, token } = createHarness()
    const first = client.getAccessToken()
    await settle()
    const controller = new AbortController()
    const forced = failureOf(client.getAccessToken({ ...FORCED, signal: controller.signal }))
    controller.abort()
    expect(await forced).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    await latest().respond(token())
    await expect(first).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
    const again = client.getAccessToken(FORCED)
    await settle()
    expect(requests).toHaveLength(2)
    await latest().respond(token({ lifeMs: 2 * HOUR_MS }))
    await expect(again).resolves.toBe('access-token-2')
  })

  test('the abort of the last caller aborts a running forced exchange', async () => {
    const { client, requests, obtain } = createHarness()
    await obtain()
    const controller = new AbortController()
    const forced = failureOf(client.getAccessToken({ ...FORCED, signal: controller.signal }))
    await settle()
    controller.abort()
    await settle()
    expect(requests[1]?.request.signal.aborted).toBe(true)
    await forced
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
  })

  test('close() rejects a forced renewal', async () => {
    const { client, requests } = createHarness()
    const first = failureOf(client.getAccessToken())
    const forced = failureOf(client.getAccessToken(FORCED))
    await settle()
    client.close()
    const aborted = { code: 'ERR_QCI_AUTH_ABORTED' }
    const later = failureOf(client.getAccessToken(FORCED))
    expect(await Promise.all([first, forced, later])).toMatchObject([aborted, aborted, aborted])
    expect(requests).toHaveLength(1)
  })
})
