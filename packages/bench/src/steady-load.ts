import { AuthClient } from '@qci-client/auth'
import type { Clock } from '@qci-client/auth'

import { formatCount } from './formats.ts'
import { toConstant } from './row.ts'
import type { Row } from './row.ts'

const EXPIRIES = 100
const LIFE_MS = 60_000
const EXCHANGE_MS = 200
const CALL_EVERY_MS = 10

/** How many calls wait for a renewal: one call every 10 ms while 100 tokens expire, in virtual time. */
export async function measureSteadyLoad(): Promise<Row> {
  const timers: { atMs: number; fire: () => void }[] = []
  let nowMs = Date.UTC(2026, 0, 1)
  let requests = 0
  const clock: Clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        timers.push({ atMs: nowMs + ms, fire: resolve })
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      }),
  }
  const exchange = async () => {
    requests += 1
    await new Promise<void>((resolve) => void timers.push({ atMs: nowMs + EXCHANGE_MS, fire: resolve }))
    const expiresAt = new Date(nowMs + LIFE_MS).toISOString()
    return Response.json({ access_token: `token-${requests}`, expires_at_rfc3339: expiresAt })
  }
  using client = new AuthClient({
    url: 'https://api.example',
    apiToken: 'api-token',
    env: {},
    clock,
    fetch: exchange,
  })

  let calls = 0
  let waited = 0
  for (;;) {
    if (requests > EXPIRIES) break
    let isServed = false
    void client.getAccessToken().then(() => (isServed = true))
    await Promise.resolve()
    await Promise.resolve()
    calls += 1
    if (!isServed && requests > 1) waited += 1
    nowMs += CALL_EVERY_MS
    const due = timers.filter(({ atMs }) => atMs <= nowMs)
    if (due.length === 0) continue
    timers.splice(0, timers.length, ...timers.filter(({ atMs }) => atMs > nowMs))
    for (const { fire } of due) fire()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    what: `calls that wait while ${EXPIRIES} tokens expire`,
    goal: { atMost: 0 },
    measured: toConstant(waited),
    format: formatCount,
    details: `of ${calls} calls; ${requests} requests`,
  }
}
