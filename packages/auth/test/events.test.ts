import { describe, expect, test } from 'vitest'

import type { AuthEvent } from '@qci-client/auth'

import { apiError, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import type { TokenFields } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000

describe('onEvent', () => {
  test('is told what happens, when, and of how much', async () => {
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

  test('is told nothing of a call that is served from memory', async () => {
    const { client, events, obtain } = createHarness()
    await obtain()
    await client.getHeaders()
    expect(events).toHaveLength(1)
  })

  test('is told nothing of callers who leave', async () => {
    const { client, events } = createHarness()
    const controller = new AbortController()
    const left = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    controller.abort()
    await left
    await settle()
    expect(events).toEqual([])
  })

  test('is told once of a held token that was served, though its renewal fails later', async () => {
    const { client, clock, events, latest, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const served = client.getAccessToken()
    await clock.advance(2_000)
    await served
    await latest().respond(apiError(503))
    expect(events.map(({ type }) => type)).toEqual(['renewed', 'servedStale', 'renewalFailed'])
  })

  test('is told of no held token that was served when it ceased to be usable meanwhile', async () => {
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
    ['is no better than the held one', { lifeMs: 300_000 }],
    ['is no better, from a server that tells no time', { lifeMs: 300_000, serverAheadMs: undefined }],
  ])('is told of no wrong clock when a token %s', async (_, answer) => {
    const { client, clock, events, latest, token, obtain } = createHarness()
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 300_000)
    const renewed = client.getAccessToken()
    await settle()
    await latest().respond(token(answer))
    await renewed
    expect(events.map(({ type }) => type)).toEqual(['renewed'])
  })

  test('is told of no wrong clock when a token has expired on its way here', async () => {
    const { client, clock, events, latest, token } = createHarness()
    const first = client.getAccessToken()
    await settle()
    const answer = token({ lifeMs: 1_000 })
    await clock.advance(1_000)
    await latest().respond(answer)
    await expect(first).resolves.toBe('access-token-1')
    expect(events).toEqual([])
  })

  const THEN = 'then' // oxlint-disable-line unicorn/no-thenable -- what a hook gives may be anything
  const fail = () => {
    throw new Error('mine')
  }
  test.each<[string, () => unknown]>([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error('mine'))],
    ['rejects with nothing', () => Promise.reject()],
    ['never settles', () => new Promise(() => {})],
    ['gives a thenable that throws', () => Object.fromEntries([[THEN, fail]])],
    ['gives one whose `then` cannot be read', () => Object.defineProperty({}, THEN, { get: fail })],
  ])('that %s disturbs nothing', async (_, onEvent) => {
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

  test('that asks for a token as it hears of an invalidation gets no invalidated one', async () => {
    const asked: Promise<unknown>[] = []
    const harness = createHarness({
      onEvent: ({ type }) => {
        if (type === 'invalidated') asked.push(outcomeOf(harness.client.getAccessToken()))
      },
    })
    const held = await harness.obtain()
    harness.client.invalidate(held)
    expect(await Promise.all(asked)).toEqual(['pending'])
  })

  test('that invalidates as it hears of an invalidation is told of one', async () => {
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

  test('that closes the client as it hears of a renewal leaves nobody waiting', async () => {
    const harness = createHarness({ onEvent: () => harness.client.close() })
    const failed = failureOf(harness.client.getAccessToken())
    await settle()
    await harness.latest().respond(harness.token())
    expect(await failed).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    expect(await failureOf(harness.client.getAccessToken())).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    expect(harness.clock.timerCount).toBe(0)
  })

  test('that spoils its event spoils no other', async () => {
    const types: string[] = []
    const { client, obtain } = createHarness({
      onEvent: (event) => {
        types.push(event.type)
        Object.assign(event, { type: 'spoilt', expiresAtMs: 0 })
      },
    })
    await obtain()
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(types).toEqual(['renewed'])
  })
})
