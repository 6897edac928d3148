import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'
import { shareTokens } from '@qci-client/auth/share'

import { EPOCH_MS, SimulatedApi } from './simulated-api.ts'
import { createSimulatedStore } from './simulated-store.ts'
import type { StoreBehavior } from './simulated-store.ts'
import { VirtualTime } from './virtual-time.ts'

/** A fleet and what happens to it. Times are in milliseconds. */
export interface Scenario {
  name: string
  processes: number
  durationMs: number
  /** When a process starts. */
  startsAtMs: (index: number) => number
  /** How long it lives; default: to the end. */
  livesForMs?: number
  /** How often it calls its client. */
  callEveryMs: number
  /** By how much the clock of its machine is off. */
  clockOffMs?: (random: () => number) => number
  store?: Partial<StoreBehavior>
  /** Whether the first process ends while it has the lease. */
  firstDies?: boolean
  /** When the API revokes all access tokens. */
  revokedAtMs?: number
}

/** What a fleet went through. */
export interface Outcome {
  exchanges: number
  calls: number
  /** Calls that ended with an error of the client. */
  failures: number
  /** Calls that got a revoked token which their own process had already reported as rejected. */
  rejectedAgain: number
  /** Calls whose second token was revoked too: another process had obtained it before the revocation. */
  revokedTwice: number
  /** Calls that got a token which the API no longer accepted because it had expired. */
  expired: number
  /** How long processes waited for their first token, sorted. */
  firstWaitsMs: number[]
  /** The longest wait of any later call. */
  longestLaterWaitMs: number
}

const API = { exchangeMs: 150, exchangesPerSecond: 250, lifeMs: 3_600_000 }

/** Runs real clients, each a process of its own, against a simulated API in virtual time. */
export async function simulateFleet(
  scenario: Scenario,
  { isSharing }: { isSharing: boolean },
): Promise<Outcome> {
  const time = new VirtualTime()
  const api = new SimulatedApi(time, API)
  const random = createRandom(1)
  const store = createSimulatedStore(time, {
    latencyMs: 1,
    hasClock: true,
    isSilent: () => false,
    isFailing: () => false,
    ...scenario.store,
  })
  const outcome: Outcome = {
    exchanges: 0,
    calls: 0,
    failures: 0,
    rejectedAgain: 0,
    revokedTwice: 0,
    expired: 0,
    firstWaitsMs: [],
    longestLaterWaitMs: 0,
  }
  const never: AuthClientOptions['fetch'] = () => new Promise(() => {})

  for (let index = 0; index < scenario.processes; index += 1) {
    const startsAtMs = scenario.startsAtMs(index)
    const isDoomed = scenario.firstDies === true && index === 0
    time.schedule(startsAtMs, () => {
      const offMs = scenario.clockOffMs?.(random) ?? 0
      const client = new AuthClient({
        url: 'https://api.example',
        apiToken: 'api-token-of-the-fleet',
        env: {},
        fetch: isDoomed ? never : api.fetch,
        random,
        clock: {
          now: () => EPOCH_MS + time.nowMs + offMs,
          monotonic: () => time.nowMs - startsAtMs,
          sleep: (ms, signal) => time.sleep(ms, signal),
        },
        ...(isSharing && { sharing: shareTokens(store) }),
      })
      if (isDoomed) {
        client.getAccessToken().catch(() => {}) // its process is gone before the response
        return
      }
      runProcess(
        client,
        Math.min(scenario.durationMs, startsAtMs + (scenario.livesForMs ?? Number.POSITIVE_INFINITY)),
      )
    })
  }

  /** Gets an access token and uses it, as `client.fetch` does. */
  async function call(client: AuthClient, rejected: Set<string>): Promise<void> {
    const accessToken = await client.getAccessToken()
    let verdict = api.check(accessToken)
    if (verdict === 'revoked') {
      rejected.add(accessToken)
      const other = await client.replaceAccessToken(accessToken)
      if (other !== undefined && rejected.has(other)) outcome.rejectedAgain += 1
      verdict = other === undefined ? 'revoked' : api.check(other)
    }
    if (verdict === 'expired') outcome.expired += 1
    if (verdict === 'revoked') outcome.revokedTwice += 1
  }

  /** Calls the client regularly until its process ends. */
  function runProcess(client: AuthClient, untilMs: number): void {
    let isFirst = true
    const rejected = new Set<string>()
    const callAndSchedule = async () => {
      if (time.nowMs >= untilMs) return client.close()
      const calledAtMs = time.nowMs
      outcome.calls += 1
      await call(client, rejected).catch(() => (outcome.failures += 1))
      const waitedMs = time.nowMs - calledAtMs
      if (isFirst) outcome.firstWaitsMs.push(waitedMs)
      else outcome.longestLaterWaitMs = Math.max(outcome.longestLaterWaitMs, waitedMs)
      isFirst = false
      time.schedule(scenario.callEveryMs, () => void callAndSchedule())
    }
    void callAndSchedule()
  }

  if (scenario.revokedAtMs !== undefined) time.schedule(scenario.revokedAtMs, () => api.revokeAll())
  await time.runUntil(scenario.durationMs)
  outcome.exchanges = api.exchanges
  outcome.firstWaitsMs.sort((a, b) => a - b)
  return outcome
}

/** Random numbers that are the same in each run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
