import { describe, expect, test } from 'vitest'

import { apiError, createAged, createHarness } from './support/harness.ts'
import type { Harness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const callMany = ({ client }: Harness) =>
  Promise.allSettled(Array.from({ length: 10_000 }, () => client.getAccessToken()))

describe('ten thousand callers cause one request', () => {
  const cached = new Set(['access-token-1'])
  const valuesOf = (outcomes: PromiseSettledResult<string>[]) =>
    new Set(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'rejected')))

  test('ten thousand calls during a background renewal cause one request', async () => {
    const harness = await createAged(700_000)
    expect(valuesOf(await callMany(harness))).toEqual(cached)
    await settle()
    expect(harness.requests).toHaveLength(2)
  })

  test('ten thousand calls below the margin cause one request', async () => {
    const harness = await createAged(300_000)
    const callers = callMany(harness)
    await settle()
    await harness.latest().respond(harness.token())
    expect(valuesOf(await callers)).toEqual(new Set(['access-token-2']))
    expect(harness.requests).toHaveLength(2)
    expect(harness.clock.timerCount).toBe(0)
  })

  test('ten thousand calls below the margin get the cached token when the one request fails', async () => {
    const harness = await createAged(300_000)
    const callers = callMany(harness)
    await settle()
    await harness.latest().respond(apiError(503))
    expect(valuesOf(await callers)).toEqual(cached)
    expect(harness.requests).toHaveLength(2)
  })

  test('ten thousand calls below the margin get the cached token when the one request gets no response', async () => {
    const harness = await createAged(300_000)
    const callers = callMany(harness)
    await harness.clock.advance(2_000)
    expect(valuesOf(await callers)).toEqual(cached)
    expect(harness.requests).toHaveLength(2)
  })

  test('ten thousand calls with signals of their own cause one request after the expiry', async () => {
    const harness = await createAged(0)
    const callers = Promise.all(
      Array.from({ length: 10_000 }, () =>
        harness.client.getAccessToken({ signal: new AbortController().signal }),
      ),
    )
    await settle()
    await harness.latest().respond(harness.token())
    expect(new Set(await callers)).toEqual(new Set(['access-token-2']))
    expect(harness.requests).toHaveLength(2)
  })

  test('ten thousand calls of different getters cause one request', async () => {
    const { client, requests, latest, token } = createHarness()
    const callers = Promise.all([
      client.getAccessToken(),
      client.getHeaders(),
      client.getHeadersWithoutConnectionClose(),
      client.getAccessTokenInfo(),
      client.getUserId(),
      client.getExpiresAtRfc3339(),
    ])
    await settle()
    await latest().respond(token())
    await callers
    expect(requests).toHaveLength(1)
  })
})
