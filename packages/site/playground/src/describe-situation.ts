import { sumCounts } from './history.ts'
import type { Period, SimulationState } from './simulation.ts'
import { formatTime } from './time-scale.ts'

const MINUTE_MS = 60_000
/** How long the end of a period or a revocation stays the topic. */
const TOPIC_MS = 25 * MINUTE_MS

/** One sentence about what the chart shows now. It changes with the situation, not with every call. */
export function describeSituation(state: SimulationState): string {
  const { nowMs, periods, revokedAtMs, processes, localClockErrorMs } = state
  if (processes[0]?.tokens.length === 0) {
    return periods.some(({ endAtMs }) => endAtMs === undefined)
      ? 'The first calls need a token, and the auth API is not available as usual.'
      : 'The first call has to wait: no token is cached yet, so one is obtained.'
  }
  const outage = periods.findLast(({ kind }) => kind === 'outage')
  if (outage && outage.endAtMs === undefined) return describeOutage(state)
  const revokedMs = revokedAtMs.at(-1)
  if (revokedMs !== undefined && nowMs - revokedMs < TOPIC_MS && revokedMs >= (outage?.endAtMs ?? 0)) {
    return describeRevocation(state, revokedMs)
  }
  if (outage && nowMs - (outage.endAtMs ?? nowMs) < TOPIC_MS) return describeEndedOutage(state, outage)
  if (periods.some(({ kind, endAtMs }) => kind === 'slow' && endAtMs === undefined)) {
    return 'The auth API takes 20 seconds per exchange, but no call waits: renewal runs in the background.'
  }
  if (localClockErrorMs !== 0) return describeLocalClock(localClockErrorMs)
  if (processes.length > 1) {
    return state.isSharing
      ? 'Two processes share one token: one of them renews it, the other takes it from the store.'
      : 'Two processes without sharing: each obtains and renews tokens of its own.'
  }
  return 'Only the first call waited: each token is renewed in the background before it expires.'
}

function describeOutage({ processes, nowMs, revokedAtMs }: SimulationState): string {
  const isUsable = processes.every(({ tokens }) => {
    const { expiresAtMs = 0, obtainedAtMs = 0 } = tokens.at(-1) ?? {}
    return expiresAtMs - nowMs > 5_000 && obtainedAtMs >= (revokedAtMs.at(-1) ?? 0)
  })
  return isUsable
    ? 'The auth API is down, and no call fails: the cached token is still valid.'
    : 'The auth API is down and no valid token is cached: calls fail until it is back.'
}

function describeEndedOutage(state: SimulationState, { failedBefore }: Period): string {
  const failed = sumCounts(state.processes).failed - failedBefore
  if (failed <= 0) return 'The outage is over and no call failed: the cached token outlasted it.'
  return `The outage lasted longer than the cached token: ${failed} ${failed === 1 ? 'call' : 'calls'} failed.`
}

function describeRevocation({ processes }: SimulationState, revokedMs: number): string {
  const isReplaced = processes.every(({ tokens }) => (tokens.at(-1)?.obtainedAtMs ?? 0) >= revokedMs)
  return isReplaced
    ? 'After the revocation a call got a 401: the client renewed the token once and sent the call again.'
    : 'The access token is revoked: the next call will get a 401.'
}

function describeLocalClock(errorMs: number): string {
  const minutes = Math.abs(errorMs) / MINUTE_MS
  const direction = errorMs > 0 ? 'fast' : 'slow'
  return `The local clock is ${minutes} minutes ${direction}: new tokens are timed by the API's Date header, so renewals stay on time.`
}

/** The chart in words, for people who do not see it. */
export function describeChart({ nowMs, processes }: SimulationState): string {
  const lanes = processes.map(({ name, tokens, counts }) => {
    const token = tokens.at(-1)
    const left = token ? Math.max(0, Math.round((token.expiresAtMs - nowMs) / MINUTE_MS)) : 0
    const life = token ? `token ${token.number} expires in ${left} minutes` : 'no token yet'
    const calls = `${counts.atOnce} calls served at once, ${counts.waited} waited, ${counts.failed} failed`
    return `${name}: ${life}; ${calls}; ${counts.exchanges} exchanges succeeded, ${counts.failedExchanges} failed.`
  })
  return [`Simulated time ${formatTime(nowMs)}.`, ...lanes].join(' ')
}
