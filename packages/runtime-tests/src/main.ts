/** `pnpm test:runtimes`: runs the suite in all runtimes and updates the table in the README. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

// The tests of what users' tools do with the packages are part of `pnpm test` only.
const options = ['--project', 'runtime-tests', '--exclude', 'packages/runtime-tests/test/packed-*']
const vitest = spawn('vitest', ['run', ...options, ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32', // there the command is a batch file
  env: { ...process.env, RUNTIMES: 'all', UPDATE_TABLE: 'true' },
})
const [exitCode] = (await once(vitest, 'exit')) as [number | null]
process.exitCode = exitCode ?? 1
