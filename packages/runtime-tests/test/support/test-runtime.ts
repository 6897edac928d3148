import { beforeAll, describe, expect, test } from 'vitest'

import type { Runtime } from '../../src/runtimes/runtime.ts'
import type { Finding } from '../../src/suite/law.ts'
import { listLaws } from '../../src/suite/suite.ts'
import { startGuardedApis } from './guarded-apis.ts'

/** Longer than any runtime may take: what hangs is then named by the runtime's own limit. */
const LIMIT_MS = 50_000

/**
 * A test for each law in this runtime, against a mock on a port.
 *
 * @param further - Laws that the runtime finds beside those of the suite.
 */
export function testRuntime(runtime: Runtime, further: readonly string[] = []): void {
  const { name, traits, leftOut } = runtime
  describe.skipIf(isLeftOut(runtime))(`in ${name}`, () => {
    const titles = listLaws(traits)
    let findings: Finding[] = []

    beforeAll(async () => {
      if (leftOut !== undefined) throw new Error(leftOut)
      await using apis = await startGuardedApis()
      findings = await runtime.check(titles, apis.settings)
    }, LIMIT_MS)

    test.for([...titles, ...further])('%s', (title) => {
      expect(findings.find((finding) => finding.title === title)).toEqual({ title })
    })
  })
}

/**
 * Whether its tests are to be skipped, because it cannot be started here: says so in one line, and how to get it.
 * With `REQUIRE_RUNTIMES` set they fail instead.
 */
export function isLeftOut({ name, leftOut }: Runtime): boolean {
  if (leftOut === undefined || process.env['REQUIRE_RUNTIMES']) return false
  console.warn(`Left out: ${name}: ${leftOut}`)
  return true
}
