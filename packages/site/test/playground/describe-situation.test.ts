import { expect, test } from 'vitest'

import { describeChart, describeSituation } from '../../playground/src/describe-situation.ts'
import { createProcessHistory } from '../../playground/src/history.ts'
import type { ProcessHistory } from '../../playground/src/history.ts'
import { toRenewalTimes } from '../../playground/src/renewal-times.ts'
import type { SimulationState } from '../../playground/src/simulation.ts'

const MINUTE_MS = 60_000

/** A process whose latest token was obtained at this minute, with this number of failed calls. */
function processOf({ obtainedAt = 0, failed = 0, name = 'Process 1' } = {}): ProcessHistory {
  const process = createProcessHistory(name, 0)
  const obtainedAtMs = obtainedAt * MINUTE_MS
  process.tokens.push({
    number: 1,
    obtainedAtMs,
    source: 'exchange',
    ...toRenewalTimes(obtainedAtMs + 60 * MINUTE_MS, 0),
  })
  process.counts.failed = failed
  return process
}

function stateAt(minutes: number, changes: Partial<SimulationState> = {}): SimulationState {
  const nothing = { periods: [], revokedAtMs: [], localClockErrorMs: 0, isSharing: false }
  return { nowMs: minutes * MINUTE_MS, processes: [processOf()], ...nothing, ...changes }
}

const outage = (startAt: number, endAt?: number) => ({
  kind: 'outage' as const,
  startAtMs: startAt * MINUTE_MS,
  failedBefore: 0,
  ...(endAt !== undefined && { endAtMs: endAt * MINUTE_MS }),
})
const slow = { kind: 'slow' as const, startAtMs: 0, failedBefore: 0 }
const pair = [processOf(), processOf({ name: 'Process 2' })]

test.for<[string, SimulationState, string]>([
  [
    'before the first token',
    stateAt(0, { processes: [createProcessHistory('Process 1', 0)] }),
    'has to wait',
  ],
  ['steady load', stateAt(30), 'Only the first call waited'],
  ['an outage with a valid token', stateAt(45, { periods: [outage(40)] }), 'no call fails'],
  ['an outage with an expired token', stateAt(61, { periods: [outage(40)] }), 'calls fail until'],
  [
    'a revocation during an outage',
    stateAt(45, { periods: [outage(40)], revokedAtMs: [44 * MINUTE_MS] }),
    'no valid token is cached',
  ],
  ['an outage that ended without failure', stateAt(50, { periods: [outage(40, 48)] }), 'no call failed'],
  [
    'an outage that ended with failures',
    stateAt(90, { periods: [outage(40, 85)], processes: [processOf({ obtainedAt: 86, failed: 25 })] }),
    '25 calls failed',
  ],
  [
    'a revocation before the next call',
    stateAt(10, { revokedAtMs: [10 * MINUTE_MS] }),
    'next call will get a 401',
  ],
  [
    'a revocation after the renewal',
    stateAt(12, { revokedAtMs: [10 * MINUTE_MS], processes: [processOf({ obtainedAt: 11 })] }),
    'renewed the token once',
  ],
  ['an old revocation', stateAt(40, { revokedAtMs: [10 * MINUTE_MS] }), 'Only the first call waited'],
  ['a slow API', stateAt(30, { periods: [slow] }), 'no call waits'],
  ['a slow local clock', stateAt(30, { localClockErrorMs: -20 * MINUTE_MS }), '20 minutes slow'],
  ['two processes', stateAt(30, { processes: pair }), 'without sharing'],
  ['two processes that share', stateAt(30, { processes: pair, isSharing: true }), 'share one token'],
])('%s is described in one sentence', ([, state, part]) => {
  const sentence = describeSituation(state)
  expect(sentence).toContain(part)
  expect(sentence).toMatch(/^[A-Z][^.]+\.$/)
})

test('the text of the chart names the token, the calls and the exchanges of each process', () => {
  expect(describeChart(stateAt(20))).toBe(
    'Simulated time 0:20. Process 1: token 1 expires in 40 minutes; 0 calls served at once, 0 waited, 0 failed; 0 exchanges succeeded, 0 failed.',
  )
})
