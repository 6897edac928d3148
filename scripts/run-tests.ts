/**
 * `pnpm test`: every check and test of the workspace, through turbo, so that what has not changed does not run again.
 * Its last line is the sum of all packages' tests. A check that fails without a failed test counts as one failure.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tasks = [
  'generate:check',
  'build',
  'types',
  'types:workspace',
  'lint',
  'lint:workspace',
  'format:check',
  'site:build',
  'api:check',
  'pack-check',
  'size',
  'test',
  'test:workspace',
]

async function findTallies(): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob('{.,packages/*}/.vitest/tally.txt', { cwd: root }))
    files.push(join(root, file))
  return files
}

// Those of an earlier run. turbo restores the file of a package whose tests need not run again.
for (const file of await findTallies()) await rm(file)

const turbo = spawn('turbo', ['run', ...tasks, '--continue=dependencies-successful', '--concurrency=100%'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32', // there the command is a .cmd file
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
})
const [exitCode] = (await once(turbo, 'exit')) as [number | null]

let [passed, failed, skipped] = [0, 0, 0]
for (const file of await findTallies()) {
  const [ofPassed = 0, ofFailed = 0, ofSkipped = 0] = (await readFile(file, 'utf8'))
    .match(/\d+/g)!
    .map(Number)
  passed += ofPassed
  failed += ofFailed
  skipped += ofSkipped
}
if (exitCode !== 0 && failed === 0) {
  console.log('No test failed, but another check did: see above.')
  failed = 1
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = exitCode ?? 1
