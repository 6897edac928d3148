import { mkdir, writeFile } from 'node:fs/promises'

import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/**
 * Writes "N passed, N failed, N skipped" to `.vitest/tally.txt` of the folder in which Vitest was started. turbo
 * caches the file, and `scripts/run-tests.ts` adds up those of all packages.
 */
export default class TallyReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): Promise<void> {
    const count = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      let failures = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'pending') count.skipped += 1
        else count[state] += 1
        if (state === 'failed') failures += 1
      }
      if (!module.ok() && failures === 0) count.failed += 1 // a file that did not load
    }
    await mkdir('.vitest', { recursive: true })
    await writeFile(
      '.vitest/tally.txt',
      `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`,
    )
  }
}
