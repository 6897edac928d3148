import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'

import { systemClock } from '../src/runtime/clock.ts'

const never = new AbortController().signal

test('the system clock returns the time of the runtime', () => {
  const before = Date.now()
  expect(systemClock.now()).toBeGreaterThanOrEqual(before)
  const monotonicMs = systemClock.monotonic()
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(monotonicMs)
})

test('a sleep ends when its time is over, and removes its listener from the signal', async () => {
  const { signal } = new AbortController()
  const beforeMs = performance.now()
  const sleep = systemClock.sleep(20, signal)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  await sleep
  expect(performance.now() - beforeMs).toBeGreaterThan(15)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('an aborted sleep rejects with the reason of its signal', async () => {
  const reason = new Error('enough')
  await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason)
  const controller = new AbortController()
  const sleep = systemClock.sleep(60_000, controller.signal)
  controller.abort(reason)
  await expect(sleep).rejects.toBe(reason)
})

test.each([2 ** 31 - 1, 2 ** 31, 2 ** 40, Number.MAX_VALUE])(
  'a sleep of %d ms, more than a timer can, does not end at once',
  async (ms) => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const sleep = systemClock.sleep(ms, controller.signal)
    const outcome = sleep.catch((error: unknown) => error)
    await systemClock.sleep(10, never) // a timer that overflows fires after 1 ms
    controller.abort(reason)
    expect(await outcome).toBe(reason)
  },
)

test('an aborted sleep releases its timer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const controller = new AbortController()
  const sleep = systemClock.sleep(60_000, controller.signal).catch(() => {})
  expect(timers()).toBe(before + 1)
  controller.abort()
  await sleep
  expect(timers()).toBe(before)
})
