import { describe, expect, test } from 'vitest'

import type { AuthEvent } from '@qci-client/auth'

import { apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import type { TokenFields } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000

describe('onEvent', () => {
  test('onEvent gets each kind of event with its time and facts', async () => {
    const { client, clock, events, latest, token, obtain } = createHarness()
    const startMs = clock.now()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const served = client.getAccessToken()
    await settle()
    await latest().respond(apiError(401))
    client.invalidate(await served)
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(apiError(503))
    await clock.advance(125)
    await latest().respond(token({ lifeMs: -1, serverAheadMs: undefined }))
    await renewed
    const atMs = startMs + HOUR_MS - 300_000
    expect(events).toEqual([
      { type: 'renewed', atMs: startMs, expiresAtMs: startMs + HOUR_MS, durationMs: 0 },
      { type: 'apiTokenRejected', atMs, backoffMs: 60_000, error: expect.any(Error) as Error },
      { type: 'servedStale', atMs, leftMs: 300_000, count: 1 },
      { type: 'invalidated', atMs },
      { type: 'retry', atMs, retry: 1, delayMs: 125, error: expect.any(Error) as Error },
      { type: 'clockSkewSuspected', atMs: atMs + 125, expiredForMs: 1 },
    ])
  })

  test('a call that is served from memory emits no event', async () => {
    const { client, events, obtain } = createHarness()
    await obtain()
    await client.getHeaders()
    expect(events).toHaveLength(1)
  })

  test('an aborted call emits no event', async () => {
    const { client, events } = createHarness()
    const controller = new AbortController()
    const left = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    controller.abort()
    await left
    await settle()
    expect(events).toEqual([])
  })

  test('servedStale is emitted once for a renewal that is slow and then fails', async () => {
    const { client, clock, events, latest, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const served = client.getAccessToken()
    await clock.advance(2_000)
    await served
    await latest().respond(apiError(503))
    expect(events.map(({ type }) => type)).toEqual(['renewed', 'servedStale', 'renewalFailed'])
  })

  test('servedStale is not emitted when the cached token becomes unusable during the wait', async () => {
    const { client, clock, events, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 6_000)
    const renewed = client.getAccessToken()
    await clock.advance(2_000)
    expect(await outcomeOf(renewed)).toBe('pending')
    await latest().respond(token())
    await renewed
    expect(events.map(({ type }) => type)).toEqual(['renewed', 'renewed'])
  })

  test.each<[string, TokenFields]>([
    ['expires no later than the cached one', { lifeMs: 300_000 }],
    ['expires no later, from a server without a Date header', { lifeMs: 300_000, serverAheadMs: undefined }],
  ])('clockSkewSuspected is not emitted when a token %s', async (_, fields) => {
    const { client, clock, events, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(token(fields))
    await renewed
    expect(events.map(({ type }) => type)).toEqual(['renewed'])
  })

  test('clockSkewSuspected is not emitted for a token that expired before its response arrived', async () => {
    const { client, clock, events, latest, token } = createHarness()
    const first = client.getAccessToken()
    await settle()
    const response = token({ lifeMs: 1_000 })
    await clock.advance(1_000)
    await latest().respond(response)
    await expect(first).resolves.toBe('access-token-1')
    expect(events).toEqual([])
  })

  const THEN = 'then' // oxlint-disable-line unicorn/no-thenable -- a hook may return anything
  const fail = () => {
    throw new Error('mine')
  }
  test.each<[string, () => unknown]>([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error('mine'))],
    ['rejects with nothing', () => Promise.reject()],
    ['never settles', () => new Promise(() => {})],
    ['returns a thenable that throws', () => Object.fromEntries([[THEN, fail]])],
    ['returns an object whose `then` cannot be read', () => Object.defineProperty({}, THEN, { get: fail })],
  ])('an onEvent hook that %s does not affect calls', async (_, onEvent) => {
    let calls = 0
    const { client, clock, latest, token, obtain } = createHarness({
      onEvent: () => ((calls += 1), onEvent()),
    })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const served = client.getAccessToken()
    await settle()
    await latest().respond(apiError(503))
    await expect(served).resolves.toBe('access-token-1')
    client.invalidate()
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(apiError(503))
    await clock.advance(125)
    await latest().respond(token())
    await expect(renewed).resolves.toBe('access-token-2')
    expect(calls).toBe(6)
  })

  test('an onEvent hook that calls getAccessToken on `invalidated` does not get the invalidated token', async () => {
    const calls: Promise<unknown>[] = []
    const harness = createHarness({
      onEvent: ({ type }) => {
        if (type === 'invalidated') calls.push(outcomeOf(harness.client.getAccessToken()))
      },
    })
    const cached = await harness.obtain()
    harness.client.invalidate(cached)
    expect(await Promise.all(calls)).toEqual(['pending'])
  })

  test('an onEvent hook that calls invalidate on `invalidated` gets one event', async () => {
    const events: AuthEvent[] = []
    const harness = createHarness({
      onEvent: (event) => {
        events.push(event)
        if (event.type === 'invalidated' && events.length < 100) harness.client.invalidate()
      },
    })
    await harness.obtain()
    harness.client.invalidate()
    expect(events.map(({ type }) => type)).toEqual(['renewed', 'invalidated'])
  })

  test('an onEvent hook that closes the client on `renewed` rejects the waiting call', async () => {
    const harness = createHarness({ onEvent: () => harness.client.close() })
    const failed = failureOf(harness.client.getAccessToken())
    await settle()
    await harness.latest().respond(harness.token())
    expect(await failed).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    expect(await failureOf(harness.client.getAccessToken())).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    expect(harness.clock.timerCount).toBe(0)
  })

  test('an onEvent hook that changes its event does not change the cached token', async () => {
    const types: string[] = []
    const { client, obtain } = createHarness({
      onEvent: (event) => {
        types.push(event.type)
        Object.assign(event, { type: 'changed', expiresAtMs: 0 })
      },
    })
    await obtain()
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(types).toEqual(['renewed'])
  })
})
