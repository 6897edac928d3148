import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'

import { RequestAbortedError } from '../src/errors/errors.ts'
import { createSingleFlight } from '../src/renewal/single-flight.ts'
import { settle, TestClock } from './support/test-clock.ts'

/** A task whose end the test decides, and how often `onEnd` was called. */
function createTask({ isBackground = false } = {}) {
  const state = { ends: 0, starts: 0, clock: new TestClock(), succeed: (_value: string) => {} }
  const flight = createSingleFlight<string>({
    clock: state.clock,
    run: () => {
      state.starts += 1
      return new Promise((resolve) => (state.succeed = resolve))
    },
    isBackground,
    onEnd: () => void (state.ends += 1),
  })
  flight.start()
  return Object.assign(state, { flight })
}

test('a task in flight ends once: an abort afterwards changes nothing', async () => {
  const task = createTask()
  const { flight } = task
  expect(flight.ended.aborted).toBe(false)
  task.succeed('done')
  await expect(flight.wait(undefined)).resolves.toBe('done')
  expect(flight.ended.aborted).toBe(true)
  flight.abort(new RequestAbortedError('late'))
  await expect(flight.result).resolves.toBe('done')
  expect(task.ends).toBe(1)
})

test('a task in flight that is aborted has ended, whatever its outcome', async () => {
  const task = createTask()
  const error = new RequestAbortedError('early')
  task.flight.abort(error)
  task.succeed('too late')
  await expect(task.flight.result).rejects.toBe(error)
  expect([task.flight.ended.aborted, task.ends]).toEqual([true, 1])
})

test('a task in flight that restarts ignores the outcome of its first run', async () => {
  const task = createTask()
  const { succeed } = task
  task.flight.restart(new RequestAbortedError('again'))
  succeed('first')
  await settle()
  expect(task.ends).toBe(0)
  task.succeed('second')
  await expect(task.flight.result).resolves.toBe('second')
  expect([task.starts, task.ends]).toEqual([2, 1])
})

test('a task in flight counts its time from its latest start', async () => {
  const { flight, clock } = createTask()
  expect(flight.msUntil(2_000)).toBe(2_000)
  await clock.advance(2_001)
  expect(flight.msUntil(2_000)).toBe(-1)
  flight.restart(new RequestAbortedError('again'))
  expect(flight.msUntil(2_000)).toBe(2_000)
})

test.each([true, false])(
  'the abort of the last caller ends a task in flight unless it is in the background: background %s',
  async (isBackground) => {
    const { flight } = createTask({ isBackground })
    const controller = new AbortController()
    const waiting = flight.wait(controller.signal)
    expect(flight.hasCallers()).toBe(true)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
    expect(flight.hasCallers()).toBe(false)
    expect(flight.ended.aborted).toBe(!isBackground)
  },
)

test('a task in flight leaves no listener on the signals of its callers', async () => {
  const { flight, succeed } = createTask()
  const { signal } = new AbortController()
  const waiting = flight.wait(signal)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  succeed('done')
  await waiting
  await settle()
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
