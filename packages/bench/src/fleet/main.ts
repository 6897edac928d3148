/**
 * `pnpm bench:fleet [PROCESSES]`: what a fleet costs the API, with and without sharing. Prints a table and draws the
 * chart of the guide "Many processes, one token".
 */
import { writeFile } from 'node:fs/promises'

import { drawFleetChart } from './fleet-chart.ts'
import { listScenarios } from './scenarios.ts'
import { simulateFleet } from './simulate-fleet.ts'
import type { Outcome } from './simulate-fleet.ts'
import { countCryptoOperations } from './virtual-time.ts'

const processes = Number(process.argv[2] ?? 10_000)
countCryptoOperations()

const results: { name: string; alone: Outcome; shared: Outcome }[] = []
for (const scenario of listScenarios(processes)) {
  process.stderr.write(`simulating ${processes} processes: ${scenario.name} …\n`)
  const alone = await simulateFleet(scenario, { isSharing: false })
  const shared = await simulateFleet(scenario, { isSharing: true })
  results.push({ name: scenario.name, alone, shared })
}

console.log(`${processes} processes, two hours, tokens of one hour, 250 exchanges per second`)
console.table(
  results.map(({ name, alone, shared }) => ({
    scenario: name,
    'exchanges alone': alone.exchanges,
    'exchanges shared': shared.exchanges,
    'first token p99 alone (ms)': toPercentile(alone, 0.99),
    'first token p99 shared (ms)': toPercentile(shared, 0.99),
    'longest later wait (ms)': Math.round(shared.longestLaterWaitMs),
    'expired tokens': shared.expired,
    failures: shared.failures,
    'revoked twice': shared.revokedTwice,
  })),
)
await writeFile(new URL('../../fleet-chart.svg', import.meta.url), drawFleetChart(results))

function toPercentile({ firstWaitsMs }: Outcome, part: number): number {
  return Math.round(
    firstWaitsMs[Math.min(firstWaitsMs.length - 1, Math.floor(part * firstWaitsMs.length))] ?? Number.NaN,
  )
}
