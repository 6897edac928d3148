import { writeFile } from 'node:fs/promises'

import { measureBundleSize } from './bundle-size.ts'
import { measureCachedCalls } from './cached-calls.ts'
import { drawChart } from './chart.ts'
import { measureColdStart } from './cold-start.ts'
import { measureCommandStart } from './command-start.ts'
import { measureFirstToken } from './first-token.ts'
import { measureImport } from './import.ts'
import { measureInstalledSize } from './installed-size.ts'
import { measureMockServer } from './mock-server.ts'
import { measureRedaction } from './redaction.ts'
import type { Row } from './row.ts'
import { measureSteadyLoad } from './steady-load.ts'
import { printTable } from './table.ts'

const rows: Row[] = []
for (const [name, measure] of Object.entries({
  'cached calls': measureCachedCalls,
  'the first token': measureFirstToken,
  'steady load': measureSteadyLoad,
  redaction: measureRedaction,
  'the import': measureImport,
  'a cold process': measureColdStart,
  'the start of the command': measureCommandStart,
  'the bundle': measureBundleSize,
  'the install': measureInstalledSize,
  'the mock on a port': measureMockServer,
})) {
  process.stderr.write(`measuring ${name} …\n`)
  rows.push(...[await measure()].flat())
}
printTable(rows)
await writeFile(new URL('../chart.svg', import.meta.url), drawChart(rows))
