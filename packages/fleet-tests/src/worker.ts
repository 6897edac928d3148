/**
 * One process of a fleet: `node worker.ts STORE ADDRESS [CALL_FOR_MS [CALL_EVERY_MS]]`, with QCI_API_URL and QCI_TOKEN.
 * Calls the client at once, then regularly; at the end prints a {@link WorkerResult} as JSON.
 */
import { AuthClient } from '@qci-client/auth'
import { shareTokens } from '@qci-client/auth/share'

import { stores } from './stores.ts'
import type { StoreName } from './stores.ts'

export interface WorkerResult {
  calls: number
  /** The messages of calls that failed. */
  failures: string[]
  /** What the store failed with. */
  storeFailures: string[]
  /** Calls that returned a token which had expired. */
  expired: number
  /** How long the first call waited, in milliseconds. */
  firstWaitMs: number
  /** How long the slowest later call waited, in milliseconds. */
  longestLaterWaitMs: number
}

const [name = '', address = '', callForMs = '0', callEveryMs = '50'] = process.argv.slice(2)
const { store, close } = await stores[name as StoreName](address)
const result: WorkerResult = {
  calls: 0,
  failures: [],
  storeFailures: [],
  expired: 0,
  firstWaitMs: 0,
  longestLaterWaitMs: 0,
}
const client = new AuthClient({
  sharing: shareTokens(store),
  onEvent(event) {
    if (event.type === 'storeFailed') result.storeFailures.push(`${event.operation}: ${event.reason}`)
  },
})

const untilMs = performance.now() + Number(callForMs)
do {
  const calledAtMs = performance.now()
  try {
    const { expiresAtMs } = await client.getAccessTokenInfo()
    if (Date.now() >= expiresAtMs) result.expired += 1
  } catch (error) {
    result.failures.push((error as Error).message)
  }
  const waitedMs = performance.now() - calledAtMs
  if (result.calls === 0) result.firstWaitMs = waitedMs
  else result.longestLaterWaitMs = Math.max(result.longestLaterWaitMs, waitedMs)
  result.calls += 1
  await new Promise((resolve) => setTimeout(resolve, Number(callEveryMs)))
} while (performance.now() < untilMs)

client.close()
await close()
process.stdout.write(JSON.stringify(result))
process.exit() // whatever a client of a store keeps open
