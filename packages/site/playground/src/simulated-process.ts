import { AuthClient } from '@qci-client/auth'
import type { TokenSharing } from '@qci-client/auth'

import { createProcessHistory, pruneHistory } from './history.ts'
import type { CallRecord, ExchangeRecord, ProcessHistory } from './history.ts'
import { toRenewalTimes } from './renewal-times.ts'
import { EPOCH_MS } from './simulated-api.ts'
import type { SimulatedApi } from './simulated-api.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** A program with a client of its own that makes calls at a steady rate. */
export interface SimulatedProcess {
  readonly history: ProcessHistory
  /** Makes calls so far apart from now on, in simulated milliseconds. */
  setCallInterval(intervalMs: number): void
  /** Ends the program: no further calls, and its client is closed. */
  close(): void
}

interface ProcessOptions {
  name: string
  clock: VirtualClock
  api: SimulatedApi
  sharing: TokenSharing
  /** How far the local clock is ahead of the API's, in milliseconds. */
  localClockErrorMs: () => number
  /** Returns a number from 0 to below 1. */
  random: () => number
  callIntervalMs: number
}

export function createSimulatedProcess(options: ProcessOptions): SimulatedProcess {
  const { name, clock, api, sharing, localClockErrorMs } = options
  const history = createProcessHistory(name, clock.nowMs())
  const runningCalls = new Map<number, CallRecord>()
  let callCount = 0
  let latestRandom = 0
  let exchangesSinceToken = 0

  const client = new AuthClient({
    env: { ...api.env },
    sharing,
    clock: {
      now: () => EPOCH_MS + clock.nowMs() + localClockErrorMs(),
      monotonic: () => clock.nowMs(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
    },
    random: () => (latestRandom = options.random()),
    fetch: api.createFetch({
      exchangeStarted() {
        const record: ExchangeRecord = { startedAtMs: clock.nowMs(), outcome: 'running' }
        history.exchanges.push(record)
        return (isSuccess) => {
          record.outcome = isSuccess ? 'succeeded' : 'failed'
          history.counts[isSuccess ? 'exchanges' : 'failedExchanges'] += 1
          if (isSuccess) exchangesSinceToken += 1
        }
      },
      callSent(callNumber) {
        const record = runningCalls.get(callNumber)
        if (record) record.waitMs = clock.nowMs() - record.startedAtMs
      },
    }),
    onEvent(event) {
      if (event.type !== 'renewed') return
      const nowMs = clock.nowMs()
      const previous = history.tokens.at(-1)
      if (previous) previous.replacedAtMs = Math.min(nowMs, previous.expiresAtMs)
      history.tokens.push({
        number: (previous?.number ?? 0) + 1,
        obtainedAtMs: nowMs,
        source: exchangesSinceToken > 0 ? 'exchange' : 'store',
        // The client draws the renewal point when it receives a token: it is the latest number drawn.
        ...toRenewalTimes(event.expiresAtMs - EPOCH_MS, latestRandom),
      })
      exchangesSinceToken = 0
    },
  })

  const makeCall = async (): Promise<void> => {
    const callNumber = (callCount += 1)
    const record: CallRecord = { startedAtMs: clock.nowMs(), waitMs: 0, outcome: 'running' }
    runningCalls.set(callNumber, record)
    history.calls.push(record)
    let isSuccess = false
    try {
      isSuccess = (await client.fetch(`${api.env.QCI_API_URL}/calls/${callNumber}`)).ok
    } catch {
      // A failed call is what the chart shows.
    }
    runningCalls.delete(callNumber)
    record.outcome = isSuccess ? (record.waitMs > 0 ? 'waited' : 'atOnce') : 'failed'
    history.counts[record.outcome] += 1
  }

  let intervalMs = options.callIntervalMs
  let nextCallAtMs = clock.nowMs()
  let cancelNextCall = clock.schedule(0, callAndRepeat)
  function scheduleNextCall(delayMs: number): void {
    cancelNextCall()
    nextCallAtMs = clock.nowMs() + delayMs
    cancelNextCall = clock.schedule(delayMs, callAndRepeat)
  }
  function callAndRepeat(): void {
    void makeCall()
    pruneHistory(history, clock.nowMs())
    scheduleNextCall(intervalMs)
  }

  return {
    history,
    setCallInterval(nextIntervalMs) {
      intervalMs = nextIntervalMs
      scheduleNextCall(Math.min(intervalMs, nextCallAtMs - clock.nowMs()))
    },
    close() {
      cancelNextCall()
      client.close()
    },
  }
}
