import { measureCachedCalls } from './cached-calls.ts'
import { measureFirstToken } from './first-token.ts'
import { measureMockServer } from './mock-server.ts'
import type { Row } from './row.ts'
import { measureSteadyLoad } from './steady-load.ts'
import { printTable } from './table.ts'

const rows: Row[] = []
for (const [name, measure] of Object.entries({
  'calls from memory': measureCachedCalls,
  'the first token': measureFirstToken,
  'steady load': measureSteadyLoad,
  'the mock on a port': measureMockServer,
})) {
  process.stderr.write(`measuring ${name} …\n`)
  rows.push(...[await measure()].flat())
}
printTable(rows)
