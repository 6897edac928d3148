import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

/** The error of a call that fails, with this response to its request if it sends one. */
async function fail({ client, latest, requests }: ReturnType<typeof createHarness>, response?: Response) {
  const sent = requests.length
  const failed = failureOf(client.getAccessToken())
  await settle()
  if (response && requests.length > sent) await latest().respond(response)
  return failed
}

describe('without a usable token', () => {
  test.each<[number, string | undefined, number]>([
    [429, '20', 20_000],
    [429, undefined, 1_000],
    [429, 'soon', 1_000],
    [503, '7', 7_000],
    [403, '11', 11_000],
    [429, '600', 60_000],
  ])('a %i with Retry-After %s is remembered: no request for %i ms', async (status, retryAfter, forMs) => {
    const harness = createHarness({ maxRetries: 0 })
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
    await fail(harness, apiError(status, headers))
    await harness.clock.advance(forMs - 1)
    expect(await fail(harness)).toMatchObject({ code: 'ERR_QCI_AUTH_API', status })
    expect(harness.requests).toHaveLength(1)
    await harness.clock.advance(1)
    await fail(harness, apiError(status))
    expect(harness.requests).toHaveLength(2)
  })

  test('fifty calls after a 429 cause no request and one event', async () => {
    const harness = createHarness()
    await fail(harness, apiError(429, { 'retry-after': '60' }))
    for (let call = 0; call < 50; call += 1) await fail(harness)
    expect(harness.requests).toHaveLength(1)
    expect(harness.events.map(({ type }) => type)).toEqual(['renewalFailed'])
  })

  test('the remembered error says how long is left', async () => {
    const harness = createHarness()
    const first = await fail(harness, apiError(429, { 'retry-after': '600' }))
    expect(first).toMatchObject({ retryAfterMs: 600_000 })
    await harness.clock.advance(59_000)
    const later = await fail(harness)
    expect(later).toMatchObject({ status: 429, retryAfterMs: 541_000, attempts: 1 })
    expect((later as Error).message).toBe((first as Error).message)
  })

  test.each([
    [503, undefined],
    [503, '0'],
    [429, '0'],
    [500, '30'],
    [404, '30'],
  ])('a %i with Retry-After %s is not remembered', async (status, retryAfter) => {
    const harness = createHarness({ maxRetries: 0 })
    const response = () => apiError(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter })
    await fail(harness, response())
    await fail(harness, response())
    expect(harness.requests).toHaveLength(2)
  })

  test('forceRenewal sends a request all the same, and its success clears the memory', async () => {
    const harness = createHarness()
    const { client, latest, token, requests } = harness
    await fail(harness, apiError(429, { 'retry-after': '60' }))
    const forced = client.getAccessToken({ forceRenewal: true })
    await settle()
    await latest().respond(token())
    client.invalidate(await forced)
    void client.getAccessToken().catch(() => {})
    await settle()
    expect(requests).toHaveLength(3)
  })

  test('another API token is not sent either: the limit may be that of the address', async () => {
    let calls = 0
    const harness = createHarness({ apiToken: () => `secret-${(calls += 1)}` })
    await fail(harness, apiError(429, { 'retry-after': '60' }))
    await fail(harness)
    expect([harness.requests.length, calls]).toEqual([1, 1])
  })

  test('a success clears a remembered rejection', async () => {
    const harness = createHarness()
    const { client, latest, token, requests } = harness
    await fail(harness, apiError(401))
    const forced = client.getAccessToken({ forceRenewal: true })
    await settle()
    await latest().respond(token())
    client.invalidate(await forced)
    void client.getAccessToken().catch(() => {})
    await settle()
    expect(requests).toHaveLength(3)
  })

  test('the time is measured by the monotonic clock', async () => {
    const harness = createHarness()
    await fail(harness, apiError(429, { 'retry-after': '20' }))
    harness.clock.step(3_600_000)
    await fail(harness)
    expect(harness.requests).toHaveLength(1)
    harness.clock.step(-7_200_000)
    await harness.clock.advance(20_000)
    await fail(harness, apiError(404))
    expect(harness.requests).toHaveLength(2)
  })
})

test('with a usable token, a 429 is not remembered beyond the token: its backoff is', async () => {
  const harness = createHarness({ maxRetries: 0 })
  const { client, clock, latest, requests, obtain } = harness
  const cached = await obtain({ lifeMs: 3_600_000 })
  await clock.advance(3_000_001)
  const served = client.getAccessToken()
  await settle()
  await latest().respond(apiError(429, { 'retry-after': '60' }))
  await expect(served).resolves.toBe(cached)
  await expect(client.getAccessToken()).resolves.toBe(cached)
  expect(requests).toHaveLength(2)
  client.invalidate(cached)
  await fail(harness, apiError(404))
  expect(requests).toHaveLength(3)
})

test('calls that abort during the wait for a retry do not make the next ones send requests', async () => {
  const { client, clock, latest, requests, token } = createHarness()
  for (let call = 0; call < 5; call += 1) {
    const controller = new AbortController()
    const failed = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    if (call === 0) await latest().respond(apiError(429, { 'retry-after': '10' }))
    await clock.advance(1_000)
    controller.abort()
    expect(await failed).toMatchObject(call === 0 ? { code: 'ERR_QCI_AUTH_ABORTED' } : { status: 429 })
  }
  expect(requests).toHaveLength(1)
  await clock.advance(5_000)
  const call = client.getAccessToken()
  await settle()
  await latest().respond(token())
  expect(await call).toBe('access-token-1')
})

test('callers that invalidate() moves to a new exchange during the wait for a retry get its token', async () => {
  const { client, latest, requests, token } = createHarness()
  const call = client.getAccessToken()
  await settle()
  await latest().respond(apiError(429, { 'retry-after': '10' }))
  client.invalidate()
  await settle()
  await latest().respond(token())
  expect(await call).toBe('access-token-1')
  expect(requests).toHaveLength(2)
})
