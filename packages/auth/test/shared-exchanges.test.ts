import { describe, expect, test } from 'vitest'

import { createAged, createHarness, failureOf, outcomeOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

describe('aborting a call that shares an exchange', () => {
  test('an abort rejects only the calls with that signal', async () => {
    const { client, latest, token } = createHarness()
    const controllers = Array.from({ length: 1_000 }, () => new AbortController())
    const callers = Promise.allSettled(controllers.map(({ signal }) => client.getAccessToken({ signal })))
    await settle()
    for (const controller of controllers.slice(0, 999)) controller.abort()
    await latest().respond(token())
    const outcomes = await callers
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(999)
    expect(outcomes.at(-1)).toEqual({ status: 'fulfilled', value: 'access-token-1' })
  })

  test('a RequestAbortedError has the reason of the signal as its cause', async () => {
    for (const reason of [new Error('mine'), 'text', 0, null]) {
      const { client } = createHarness()
      const controller = new AbortController()
      const left = failureOf(client.getAccessToken({ signal: controller.signal }))
      controller.abort(reason)
      expect(await left).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED', cause: reason })
    }
  })

  test('a background renewal continues when its last caller aborts', async () => {
    const { client, requests, latest, token } = await createAged(300_000)
    const controller = new AbortController()
    const left = failureOf(client.getAccessToken({ signal: controller.signal }))
    await settle()
    controller.abort()
    expect(await left).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    await settle()
    expect(requests[1]?.request.signal.aborted).toBe(false)
    await latest().respond(token())
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test('the abort of the last caller aborts the request also when others came and aborted before', async () => {
    const { client, requests, clock } = createHarness({ timeoutMs: 60_000 })
    const controllers = Array.from({ length: 3 }, () => new AbortController())
    for (const { signal } of controllers) {
      void outcomeOf(client.getAccessToken({ signal }))
      await settle()
    }
    for (const controller of controllers) {
      expect(requests[0]?.request.signal.aborted).toBe(false)
      controller.abort()
    }
    await settle()
    expect(requests[0]?.request.signal.aborted).toBe(true)
    expect(clock.timerCount).toBe(0)
  })

  test('two calls with the same signal are aborted together', async () => {
    const { client, requests, latest, token } = createHarness()
    const controller = new AbortController()
    const left = [1, 2].map(() => failureOf(client.getAccessToken({ signal: controller.signal })))
    const staying = client.getAccessToken()
    await settle()
    controller.abort()
    await settle()
    expect(requests[0]?.request.signal.aborted).toBe(false)
    await latest().respond(token())
    await expect(staying).resolves.toBe('access-token-1')
    await Promise.all(left)
  })

  test('an abort after the response does nothing', async () => {
    const { client, requests, latest, token } = createHarness()
    const controller = new AbortController()
    const first = client.getAccessToken({ signal: controller.signal })
    await settle()
    await latest().respond(token())
    controller.abort()
    await expect(first).resolves.toBe('access-token-1')
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })
})
