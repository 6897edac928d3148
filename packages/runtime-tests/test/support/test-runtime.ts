import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { noOpenssl } from '@qci-client/test-support/certificates'
import { runtimes } from '../../src/runtimes/all.ts'
import type { Runtime } from '../../src/runtimes/runtime.ts'
import { IS_INSTALLED } from '../../src/suite/law.ts'
import type { Finding } from '../../src/suite/law.ts'
import { listLaws } from '../../src/suite/suite.ts'
import { leaveColumn, toColumn } from '../../src/table/column.ts'
import { readColumnsOfReadme } from '../../src/table/readme.ts'
import { startGuardedApis } from './guarded-apis.ts'

/** Longer than any runtime may take: what hangs is then named by the runtime's own limit. */
const LIMIT_MS = 60_000

/**
 * A test for each law in this runtime, of the installed packages against a mock on a port.
 *
 * @param further - Laws that the runtime finds beside those of the suite.
 */
export function testRuntime(runtime: Runtime, further: readonly string[] = []): void {
  const { name, traits, leftOut } = runtime
  describe.skipIf(isLeftOut(runtime))(`in ${name}`, () => {
    const titles = listLaws(traits)
    const withoutTls = listLaws({ ...traits, httpOfTls: undefined })
    let findings: Finding[] = []

    beforeAll(async () => {
      if (leftOut !== undefined) throw new Error(leftOut)
      await using apis = await startGuardedApis()
      findings = await runtime.check(noOpenssl ? withoutTls : titles, apis.settings, inject('installedSuite'))
    }, LIMIT_MS)

    afterAll(async () => {
      const folder = process.env['COLUMNS_FOLDER']
      if (folder) await leaveColumn(folder, toColumn(name, findings))
    })

    test.for([IS_INSTALLED, ...titles, ...further])('%s', (title, { skip }) => {
      skip(noOpenssl !== '' && titles.includes(title) && !withoutTls.includes(title), 'no openssl')
      expect(findings.find((finding) => finding.title === title)).toEqual({ title })
    })

    // While the table is drawn anew it is not held against anything.
    test.skipIf(noOpenssl || process.env['COLUMNS_FOLDER'])('all is as the README’s table says', async () => {
      const names = Object.values(runtimes).map((one) => one.name)
      const column = (await readColumnsOfReadme(names)).find((one) => one.name === name)
      expect(column, 'run "pnpm test:runtimes"').toEqual(toColumn(name, findings))
    })
  })
}

/** Whether its tests are to be skipped, because it cannot be started here. With `RUNTIMES=all` they fail instead. */
export function isLeftOut({ leftOut }: Runtime): boolean {
  return leftOut !== undefined && process.env['RUNTIMES'] !== 'all'
}
