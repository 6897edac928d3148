import { afterAll, expect, inject, test } from 'vitest'

import { noOpenssl } from '@qci-client/test-support/certificates'
import { formatResult, readResult, writeTable } from '../src/results-table.ts'
import { getSkipReason } from '../src/runtimes/runtime.ts'
import type { Runtime, RuntimeResult } from '../src/runtimes/runtime.ts'
import { runtimes } from '../src/runtimes/runtimes.ts'
import { startTestServers } from './support/test-servers.ts'

const isUpdate = process.env['UPDATE_TABLE'] === 'true'
const results = new Map<Runtime, RuntimeResult>()

for (const runtime of runtimes) {
  const { features, missing, name } = runtime
  const isSkipped = getSkipReason(runtime) !== ''
  test.skipIf(isSkipped)(`the installed packages work in ${name}`, { timeout: 60_000 }, async () => {
    expect(missing).toBeUndefined()
    await using servers = await startTestServers()
    const result = await runtime.run({ servers: servers.urls, features }, inject('installedFolder'))
    results.set(runtime, result)

    expect(result.tests.filter(({ status }) => status === 'failed')).toEqual([])
    // Without openssl the tests over TLS are skipped, and the count differs.
    const expected = isUpdate || noOpenssl ? formatResult(result) : await readResult(name)
    expect(formatResult(result), 'in the README; run "pnpm test:runtimes"').toBe(expected)
  })
}

afterAll(async () => {
  if (isUpdate && !noOpenssl && results.size === runtimes.length) await writeTable(results)
})
