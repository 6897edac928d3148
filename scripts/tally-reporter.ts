import { mkdir, writeFile } from 'node:fs/promises'

import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Leaves one plain line, "N passed, N failed, N skipped", for the command that started the run to close with. */
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
