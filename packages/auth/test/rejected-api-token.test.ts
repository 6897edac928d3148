import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

/** Calls the client and rejects the API token if a request is sent. Resolves to the error of the call. */
async function reject({ client, latest, requests }: ReturnType<typeof createHarness>, status = 401) {
  const sent = requests.length
  const failed = failureOf(client.getAccessToken())
  await settle()
  if (requests.length > sent) await latest().respond(apiError(status))
  return failed
}

describe('a rejected API token', () => {
  test.each([401, 400, 403, 422])(
    'a rejection with status %i is remembered for 5 s: the same error, no request',
    async (status) => {
      const harness = createHarness()
      const error = await reject(harness, status)
      expect(error).toMatchObject({ code: 'ERR_QCI_AUTH_API', status })
      await harness.clock.advance(4_999)
      expect(await reject(harness)).toBe(error)
      expect(harness.requests).toHaveLength(1)
      await harness.clock.advance(1)
      expect(await reject(harness, status)).not.toBe(error)
      expect(harness.requests).toHaveLength(2)
    },
  )

  test('a remembered rejection emits one event, however many calls get its error', async () => {
    const harness = createHarness()
    for (let call = 0; call < 5; call += 1) await reject(harness)
    expect(harness.events.map(({ type }) => type)).toEqual(['apiTokenRejected'])
    expect(harness.requests).toHaveLength(1)
  })

  test('the memory of a rejection is measured on the monotonic clock', async () => {
    const harness = createHarness()
    await reject(harness)
    harness.clock.step(60_000)
    await reject(harness)
    expect(harness.requests).toHaveLength(1)
    harness.clock.step(-120_000)
    await harness.clock.advance(5_000)
    await reject(harness)
    expect(harness.requests).toHaveLength(2)
  })

  test('a rejection is remembered also when it came after a retry', async () => {
    const harness = createHarness()
    const failed = failureOf(harness.client.getAccessToken())
    await settle()
    await harness.latest().respond(apiError(503))
    await harness.clock.advance(125)
    await harness.latest().respond(apiError(401))
    await reject(harness)
    expect(harness.requests).toHaveLength(2)
    await failed
  })

  test('a rejection is remembered while the apiToken function returns the same token', async () => {
    const harness = createHarness({ apiToken: () => 'same' })
    const error = await reject(harness)
    expect(await reject(harness)).toBe(error)
    expect(harness.requests).toHaveLength(1)
  })

  test('a rejection does not apply to another token of the apiToken function', async () => {
    let apiToken = 'revoked'
    const harness = createHarness({ apiToken: () => apiToken })
    await reject(harness)
    apiToken = 'rotated'
    await expect(harness.obtain()).resolves.toBe('access-token-1')
    await expect(harness.latest().request.json()).resolves.toEqual({ refresh_token: 'rotated' })
  })

  test('a forced renewal ignores a remembered rejection', async () => {
    const harness = createHarness()
    await reject(harness)
    const forced = harness.client.getAccessToken({ forceRenewal: true })
    await settle()
    expect(harness.requests).toHaveLength(2)
    await harness.latest().respond(harness.token())
    await expect(forced).resolves.toBe('access-token-1')
  })

  test('a rejection is not remembered when a usable token was cached', async () => {
    const harness = createHarness()
    const cached = await harness.obtain()
    const forced = failureOf(harness.client.getAccessToken({ forceRenewal: true }))
    await settle()
    await harness.latest().respond(apiError(401))
    expect(await forced).toMatchObject({ status: 401 })
    harness.client.invalidate(cached)
    await reject(harness)
    expect(harness.requests).toHaveLength(3)
  })

  test('a rejection is remembered when the cached token became unusable before it', async () => {
    const harness = createHarness()
    const cached = await harness.obtain()
    const forced = failureOf(harness.client.getAccessToken({ forceRenewal: true }))
    await settle()
    harness.client.invalidate(cached)
    await harness.latest().respond(apiError(401))
    await reject(harness)
    expect(harness.requests).toHaveLength(2)
    await forced
  })

  test('a rejection is remembered by its own client only', async () => {
    const [one, other] = [createHarness(), createHarness()]
    await reject(one)
    await expect(other.obtain()).resolves.toBe('access-token-1')
  })
})

describe('failures that are not remembered', () => {
  test.each<[string, () => Response]>([
    ['a 400 that a proxy wrote', () => new Response('<html>', { status: 400 })],
    ['a 403 that a proxy wrote', () => new Response('{"error":1}', { status: 403 })],
    ['a 404', () => apiError(404)],
    ['a redirect', () => new Response(null, { status: 302 })],
    ['an invalid response', () => new Response('')],
  ])('%s is not remembered: the next call sends a request', async (_, toResponse) => {
    const { client, requests, latest, token } = createHarness()
    const failed = failureOf(client.getAccessToken())
    await settle()
    await latest().respond(toResponse())
    expect(await failed).toHaveProperty('code')
    const next = client.getAccessToken()
    await settle()
    expect(requests).toHaveLength(2)
    await latest().respond(token())
    await expect(next).resolves.toBe('access-token-1')
  })
})
