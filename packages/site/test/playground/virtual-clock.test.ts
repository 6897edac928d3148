import { setImmediate } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { toNextTargetMs } from '../../playground/src/pacing.ts'
import { createPendingWork } from '../../playground/src/pending-work.ts'
import { createVirtualClock } from '../../playground/src/virtual-clock.ts'

const start = () => {
  const work = createPendingWork(() => setImmediate())
  return { work, clock: createVirtualClock(() => work.settle()) }
}

test('events of the virtual clock run in the order of their times, and in the order of scheduling at the same time', async () => {
  const { clock } = start()
  const seen: string[] = []
  const note = (text: string) => () => void seen.push(`${text} at ${clock.nowMs()}`)
  clock.schedule(20, note('c'))
  clock.schedule(10, note('a'))
  clock.schedule(10, note('b'))
  clock.schedule(31, note('too late'))
  await clock.runUntil(30)
  expect(seen).toEqual(['a at 10', 'b at 10', 'c at 20'])
  expect(clock.nowMs()).toBe(30)
})

test('a cancelled event of the virtual clock does not run', async () => {
  const { clock } = start()
  let hasRun = false
  clock.schedule(10, () => (hasRun = true))()
  await clock.runUntil(30)
  expect(hasRun).toBe(false)
})

test('an aborted sleep of the virtual clock rejects with the reason of the signal', async () => {
  const { clock } = start()
  const controller = new AbortController()
  const sleep = clock.sleep(10, controller.signal)
  controller.abort(new Error('enough'))
  await expect(sleep).rejects.toThrow('enough')
})

test('simulated time is frozen while real work is pending', async () => {
  const { clock, work } = start()
  let endedAtMs: number | undefined
  clock.schedule(10, () => {
    const realWork = async () => {
      for (let task = 0; task < 20; task += 1) await setImmediate()
      endedAtMs = clock.nowMs()
    }
    void work.track(realWork())
  })
  clock.schedule(11, () => {})
  await clock.runUntil(100)
  expect(endedAtMs).toBe(10)
})

test('overlapping runs of the virtual clock do not go back in time', async () => {
  const { clock } = start()
  await Promise.all([clock.runUntil(50), clock.runUntil(20)])
  expect(clock.nowMs()).toBe(50)
})

test('simulated time follows real time by the speed, ten minutes per step at most', () => {
  const speed = 3_600
  expect(toNextTargetMs({ nowMs: 1_000, elapsedRealMs: 10, speed })).toBe(37_000)
  expect(toNextTargetMs({ nowMs: 0, elapsedRealMs: 5_000, speed })).toBe(600_000)
  expect(toNextTargetMs({ nowMs: 7, elapsedRealMs: 100, speed: 0 })).toBe(7)
})
