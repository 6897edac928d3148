import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'

import { RequestAbortedError } from '../src/errors/errors.ts'
import { createFlight } from '../src/renewal/single-flight.ts'
import { settle } from './support/test-clock.ts'

/** A flight whose work the test brings to its end, and which counts how often its own end was told. */
function createWorking() {
  const state = { ends: 0, succeed: (_value: string) => {} }
  const work = new Promise<string>((resolve) => (state.succeed = resolve))
  const flight = createFlight(
    () => work,
    false,
    () => void (state.ends += 1),
  )
  flight.start()
  return Object.assign(state, { flight })
}

test('a flight ends once: what comes afterwards changes nothing', async () => {
  const working = createWorking()
  const { flight } = working
  expect(flight.ended.aborted).toBe(false)
  working.succeed('done')
  await expect(flight.join(undefined)).resolves.toBe('done')
  expect(flight.ended.aborted).toBe(true)
  flight.abort(new RequestAbortedError('late'))
  await expect(flight.result).resolves.toBe('done')
  expect(working.ends).toBe(1)
})

test('a flight that is aborted has ended, whatever its work comes to', async () => {
  const working = createWorking()
  const error = new RequestAbortedError('early')
  working.flight.abort(error)
  working.succeed('too late')
  await expect(working.flight.result).rejects.toBe(error)
  expect([working.flight.ended.aborted, working.ends]).toEqual([true, 1])
})

test('a flight leaves nothing at the signals of its callers', async () => {
  const { flight, succeed } = createWorking()
  const { signal } = new AbortController()
  const joined = flight.join(signal)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  succeed('done')
  await joined
  await settle()
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
