import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'

import { withDeadline } from '../src/runtime/deadline.ts'
import { createHarness, failureOf } from './support/harness.ts'
import { settle, TestClock } from './support/test-clock.ts'

describe('withDeadline', () => {
  test('withDeadline removes its listeners and its timer when the task has ended', async () => {
    const clock = new TestClock()
    const { signal } = new AbortController()
    const listeners = await withDeadline(clock, 1_000, [signal, undefined], () =>
      Promise.resolve(getEventListeners(signal, 'abort').length),
    )
    expect([listeners, getEventListeners(signal, 'abort').length]).toEqual([1, 0])
    await settle()
    expect(clock.timerCount).toBe(0)
  })

  test('withDeadline does not start the task when a signal is already aborted', async () => {
    let isBegun = false
    const reason = new Error('enough')
    const signals = [new AbortController().signal, AbortSignal.abort(reason)]
    const task = () => Promise.resolve((isBegun = true))
    const error = await failureOf(withDeadline(new TestClock(), undefined, signals, task))
    expect(error).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED', cause: reason })
    expect(isBegun).toBe(false)
  })
})

test('an aborted health request rejects with the reason of its signal as the cause', async () => {
  const { client, requests } = createHarness()
  const controller = new AbortController()
  const reason = new Error('enough')
  const left = failureOf(client.getAccessTokensHealth({ signal: controller.signal }))
  await settle()
  controller.abort(reason)
  expect(await left).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED', cause: reason })
  expect(requests[0]?.request.signal.aborted).toBe(true)
})
