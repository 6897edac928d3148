import { setImmediate } from 'node:timers/promises'

import { afterEach, expect, test } from 'vitest'

import { sumCounts } from '../../playground/src/history.ts'
import { createSimulation } from '../../playground/src/simulation.ts'
import type { Simulation } from '../../playground/src/simulation.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let simulation: Simulation | undefined
afterEach(() => simulation?.close())

/** A simulation with a call per minute; `random` has a fixed value. */
function start({ random = 0.5, callIntervalMs = MINUTE_MS } = {}): Simulation {
  simulation = createSimulation({ nextTask: () => setImmediate(), random: () => random, callIntervalMs })
  return simulation
}

const countsOf = (subject: Simulation) => sumCounts(subject.state().processes)

test('only the first call waits in three hours of steady load', async () => {
  const subject = start()
  await subject.runUntil(3 * HOUR_MS + 1_000)
  expect(countsOf(subject)).toEqual({ atOnce: 180, waited: 1, failed: 0, exchanges: 4, failedExchanges: 0 })
})

test('the renewal starts with the first call after the renewal point of the token', async () => {
  const subject = start({ callIntervalMs: 10_000 })
  await subject.runUntil(HOUR_MS)
  const { tokens, exchanges } = subject.state().processes[0]!
  const renewAtMs = tokens[0]!.renewAtMs
  const startedAtMs = exchanges[1]!.startedAtMs
  expect(startedAtMs).toBeGreaterThanOrEqual(renewAtMs)
  expect(startedAtMs - renewAtMs).toBeLessThanOrEqual(10_000)
})

test('an outage of 8 minutes at the renewal point makes no call fail', async () => {
  const subject = start()
  await subject.runUntil(44 * MINUTE_MS)
  subject.startOutage(8 * MINUTE_MS)
  await subject.runUntil(2 * HOUR_MS)
  expect(countsOf(subject)).toMatchObject({ failed: 0 })
  expect(countsOf(subject).failedExchanges).toBeGreaterThan(3)
  expect(subject.state().periods).toMatchObject([{ kind: 'outage', endAtMs: 52 * MINUTE_MS }])
})

test('an outage of 45 minutes at the renewal point makes calls fail only after the token has expired', async () => {
  const subject = start()
  await subject.runUntil(44 * MINUTE_MS)
  subject.startOutage(45 * MINUTE_MS)
  await subject.runUntil(2 * HOUR_MS)
  const { calls, counts } = subject.state().processes[0]!
  const failed = calls.filter(({ outcome }) => outcome === 'failed')
  expect(failed[0]!.startedAtMs).toBe(HOUR_MS)
  expect(failed.at(-1)!.startedAtMs).toBeLessThan(89 * MINUTE_MS)
  expect(counts.failed).toBe(29)
})

test('a revoked token leads to one renewal, and the call that got the 401 succeeds', async () => {
  const subject = start()
  await subject.runUntil(20 * MINUTE_MS + 5_000)
  subject.revokeTokens()
  await subject.runUntil(30 * MINUTE_MS + 5_000)
  expect(countsOf(subject)).toEqual({ atOnce: 29, waited: 2, failed: 0, exchanges: 2, failedExchanges: 0 })
})

test('a slow API delays only the first call', async () => {
  const subject = start()
  subject.setSlow(true)
  await subject.runUntil(3 * HOUR_MS + 1_000)
  expect(countsOf(subject)).toMatchObject({ atOnce: 180, waited: 1, failed: 0 })
  expect(subject.state().processes[0]!.calls[0]!.waitMs).toBe(20_000)
})

test('a local clock that is 30 minutes slow or fast changes no renewal', async () => {
  for (const errorMs of [-30 * MINUTE_MS, 30 * MINUTE_MS]) {
    const subject = start()
    subject.setLocalClockError(errorMs)
    await subject.runUntil(3 * HOUR_MS + 1_000)
    expect(countsOf(subject)).toMatchObject({ atOnce: 180, waited: 1, failed: 0, exchanges: 4 })
    subject.close()
  }
})

test('a local clock that jumps ahead by an hour leads to one early renewal and no failed call', async () => {
  const subject = start()
  await subject.runUntil(20 * MINUTE_MS + 5_000)
  subject.setLocalClockError(HOUR_MS)
  await subject.runUntil(30 * MINUTE_MS + 5_000)
  expect(countsOf(subject)).toMatchObject({ atOnce: 29, waited: 2, failed: 0, exchanges: 2 })
})

test('two processes without sharing obtain twice as many tokens', async () => {
  const subject = start()
  subject.setSecondProcess(true)
  await subject.runUntil(3 * HOUR_MS + 1_000)
  expect(countsOf(subject)).toMatchObject({ waited: 2, failed: 0, exchanges: 8 })
})

test('two processes with sharing obtain as many tokens as one', async () => {
  const subject = start()
  subject.setSharing(true)
  subject.setSecondProcess(true)
  await subject.runUntil(3 * HOUR_MS + 1_000)
  expect(countsOf(subject)).toMatchObject({ waited: 2, failed: 0, exchanges: 4 })
  const sources = subject.state().processes.flatMap(({ tokens }) => tokens.map(({ source }) => source))
  expect(sources.toSorted()).toEqual([...Array(4).fill('exchange'), ...Array(4).fill('store')])
})
