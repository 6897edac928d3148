import { shareTokens } from '@qci-client/auth/share'
import type { TokenSharing } from '@qci-client/auth'

import type { ProcessHistory } from './history.ts'
import { createPendingWork } from './pending-work.ts'
import { createSimulatedApi } from './simulated-api.ts'
import { createSimulatedProcess } from './simulated-process.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import { trackSharing } from './track-sharing.ts'
import { createVirtualClock } from './virtual-clock.ts'

/** A time in which something was wrong. `endAtMs` is undefined while it lasts. */
export interface Period {
  readonly kind: 'outage' | 'slow'
  readonly startAtMs: number
  endAtMs?: number
  /** How many calls had failed when it began. */
  readonly failedBefore: number
}

/** Everything that is drawn and described. Instants are simulated milliseconds. */
export interface SimulationState {
  readonly nowMs: number
  readonly processes: readonly ProcessHistory[]
  readonly periods: readonly Period[]
  /** When the access tokens were revoked. */
  readonly revokedAtMs: readonly number[]
  readonly localClockErrorMs: number
  readonly isSharing: boolean
}

/** Real clients and a real mock on one simulated clock. */
export interface Simulation {
  state(): SimulationState
  /** Advances simulated time to this instant. */
  runUntil(untilMs: number): Promise<void>
  /** How far apart each process's calls are, in simulated milliseconds. */
  setCallInterval(intervalMs: number): void
  /** Starts an outage of the auth API; without a duration it lasts until `endOutage`. */
  startOutage(durationMs: number | undefined): void
  endOutage(): void
  setSlow(isSlow: boolean): void
  revokeTokens(): void
  /** Sets how far the local clock of all processes is ahead of the API's. */
  setLocalClockError(errorMs: number): void
  setSecondProcess(isRunning: boolean): void
  setSharing(isSharing: boolean): void
  close(): void
}

interface SimulationOptions {
  /** Resolves in a later task of the event loop. */
  nextTask: () => Promise<void>
  /** Returns a number from 0 to below 1. */
  random: () => number
  callIntervalMs: number
}

export function createSimulation({ nextTask, random, callIntervalMs }: SimulationOptions): Simulation {
  const work = createPendingWork(nextTask)
  const clock = createVirtualClock(() => work.settle())
  const api = createSimulatedApi(clock, work)
  const shared = trackSharing(shareTokens(new Map()), work)
  const periods: Period[] = []
  const revokedAtMs: number[] = []
  let intervalMs = callIntervalMs
  let localClockErrorMs = 0
  let isSharing = false
  let cancelOutageEnd = () => {}

  /** The checkbox takes effect at the next exchange. */
  const sharing: TokenSharing = (context, exchange) => (isSharing ? shared(context, exchange) : exchange())
  const startProcess = (name: string) =>
    createSimulatedProcess({
      name,
      clock,
      api,
      sharing,
      localClockErrorMs: () => localClockErrorMs,
      random,
      callIntervalMs: intervalMs,
    })
  const first = startProcess('Process 1')
  let second: SimulatedProcess | undefined
  const running = () => (second ? [first, second] : [first])

  const startPeriod = (kind: Period['kind']) => {
    if (periods.some((period) => period.kind === kind && period.endAtMs === undefined)) return
    const failedBefore = running().reduce((sum, { history }) => sum + history.counts.failed, 0)
    periods.push({ kind, startAtMs: clock.nowMs(), failedBefore })
  }
  const endPeriod = (kind: Period['kind']) => {
    const current = periods.findLast((period) => period.kind === kind)
    if (current) current.endAtMs ??= clock.nowMs()
  }
  const endOutage = () => {
    cancelOutageEnd()
    api.setOutage(false)
    endPeriod('outage')
  }

  return {
    state: () => ({
      nowMs: clock.nowMs(),
      processes: running().map(({ history }) => history),
      periods,
      revokedAtMs,
      localClockErrorMs,
      isSharing: isSharing && second !== undefined,
    }),
    runUntil: (untilMs) => clock.runUntil(untilMs),
    setCallInterval(nextIntervalMs) {
      intervalMs = nextIntervalMs
      for (const process of running()) process.setCallInterval(intervalMs)
    },
    startOutage(durationMs) {
      cancelOutageEnd()
      api.setOutage(true)
      startPeriod('outage')
      cancelOutageEnd = durationMs === undefined ? () => {} : clock.schedule(durationMs, endOutage)
    },
    endOutage,
    setSlow(isSlow) {
      api.setSlow(isSlow)
      if (isSlow) startPeriod('slow')
      else endPeriod('slow')
    },
    revokeTokens() {
      api.revokeTokens()
      revokedAtMs.push(clock.nowMs())
    },
    setLocalClockError(errorMs) {
      localClockErrorMs = errorMs
    },
    setSecondProcess(isRunning) {
      if (isRunning) second ??= startProcess('Process 2')
      else {
        second?.close()
        second = undefined
      }
    },
    setSharing(isOn) {
      isSharing = isOn
    },
    close() {
      for (const process of running()) process.close()
    },
  }
}
