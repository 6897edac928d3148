import { describe, expect, test } from 'vitest'

import { apiError, createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

/** The error of a call that must not succeed, and whose request, if there is one, is refused. */
async function refuse({ client, latest, requests }: ReturnType<typeof createHarness>, status = 401) {
  const sent = requests.length
  const failed = failureOf(client.getAccessToken())
  await settle()
  if (requests.length > sent) await latest().respond(apiError(status))
  return failed
}

describe('a refused API token', () => {
  test.each([401, 400, 403, 422])(
    'is remembered for 5 s after status %i: the same error, no request',
    async (status) => {
      const harness = createHarness()
      const error = await refuse(harness, status)
      expect(error).toMatchObject({ code: 'ERR_QCI_AUTH_API', status })
      await harness.clock.advance(4_999)
      expect(await refuse(harness)).toBe(error)
      expect(harness.requests).toHaveLength(1)
      await harness.clock.advance(1)
      expect(await refuse(harness, status)).not.toBe(error)
      expect(harness.requests).toHaveLength(2)
    },
  )

  test('is one event, however many calls end with its error', async () => {
    const harness = createHarness()
    for (let call = 0; call < 5; call += 1) await refuse(harness)
    expect(harness.events.map(({ type }) => type)).toEqual(['apiTokenRejected'])
    expect(harness.requests).toHaveLength(1)
  })

  test('is remembered by the monotonic clock', async () => {
    const harness = createHarness()
    await refuse(harness)
    harness.clock.step(60_000)
    await refuse(harness)
    expect(harness.requests).toHaveLength(1)
    harness.clock.step(-120_000)
    await harness.clock.advance(5_000)
    await refuse(harness)
    expect(harness.requests).toHaveLength(2)
  })

  test('is remembered also when the refusal was not the first answer', async () => {
    const harness = createHarness()
    const failed = failureOf(harness.client.getAccessToken())
    await settle()
    await harness.latest().respond(apiError(503))
    await harness.clock.advance(125)
    await harness.latest().respond(apiError(401))
    await refuse(harness)
    expect(harness.requests).toHaveLength(2)
    await failed
  })

  test('is remembered for a function that gives the same', async () => {
    const harness = createHarness({ apiToken: () => 'same' })
    const error = await refuse(harness)
    expect(await refuse(harness)).toBe(error)
    expect(harness.requests).toHaveLength(1)
  })

  test('does not stand in the way of a function that gives another', async () => {
    let apiToken = 'revoked'
    const harness = createHarness({ apiToken: () => apiToken })
    await refuse(harness)
    apiToken = 'rotated'
    await expect(harness.obtain()).resolves.toBe('access-token-1')
    await expect(harness.latest().request.json()).resolves.toEqual({ refresh_token: 'rotated' })
  })

  test('does not stand in the way of a forced renewal', async () => {
    const harness = createHarness()
    await refuse(harness)
    const forced = harness.client.getAccessToken({ forceRenewal: true })
    await settle()
    expect(harness.requests).toHaveLength(2)
    await harness.latest().respond(harness.token())
    await expect(forced).resolves.toBe('access-token-1')
  })

  test('is not remembered when a token was usable as the refusal came', async () => {
    const harness = createHarness()
    const held = await harness.obtain()
    const forced = failureOf(harness.client.getAccessToken({ forceRenewal: true }))
    await settle()
    await harness.latest().respond(apiError(401))
    expect(await forced).toMatchObject({ status: 401 })
    harness.client.invalidate(held)
    await refuse(harness)
    expect(harness.requests).toHaveLength(3)
  })

  test('is remembered when the token ceased to be usable before the refusal came', async () => {
    const harness = createHarness()
    const held = await harness.obtain()
    const forced = failureOf(harness.client.getAccessToken({ forceRenewal: true }))
    await settle()
    harness.client.invalidate(held)
    await harness.latest().respond(apiError(401))
    await refuse(harness)
    expect(harness.requests).toHaveLength(2)
    await forced
  })

  test('is remembered by its own client alone', async () => {
    const [one, other] = [createHarness(), createHarness()]
    await refuse(one)
    await expect(other.obtain()).resolves.toBe('access-token-1')
  })
})

describe('nothing is remembered of', () => {
  test.each<[string, () => Response]>([
    ['a 400 that a proxy wrote', () => new Response('<html>', { status: 400 })],
    ['a 403 that a proxy wrote', () => new Response('{"error":1}', { status: 403 })],
    ['a 404', () => apiError(404)],
    ['a redirect', () => new Response(null, { status: 302 })],
    ['an invalid response', () => new Response('')],
  ])('%s: the next call asks again', async (_, answer) => {
    const { client, requests, latest, token } = createHarness()
    const failed = failureOf(client.getAccessToken())
    await settle()
    await latest().respond(answer())
    expect(await failed).toHaveProperty('code')
    const next = client.getAccessToken()
    await settle()
    expect(requests).toHaveLength(2)
    await latest().respond(token())
    await expect(next).resolves.toBe('access-token-1')
  })
})
