/**
 * What `pnpm test` runs: every check through turbo, so that what has not changed is not run again, then
 * one plain closing line. It says "failed" also when no test failed but a check did.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'

const tallyFile = new URL('../.vitest/tally.txt', import.meta.url)
const checks = [
  'generate:check',
  'build',
  'types',
  'lint',
  'format:check',
  'site:build',
  'api:check',
  'pack-check',
  'size',
  'unit',
]

await rm(tallyFile, { force: true }) // an earlier run's; turbo restores it when nothing has changed
const turbo = spawn('turbo', ['run', ...checks, '--continue=dependencies-successful'], {
  cwd: new URL('..', import.meta.url),
  stdio: 'inherit',
  shell: process.platform === 'win32', // there the command is a .cmd file
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
})
const [exitCode] = (await once(turbo, 'exit')) as [number | null]

const tally = await readFile(tallyFile, 'utf8').catch(() => '0 passed, 0 failed, 0 skipped')
const checksFailed = exitCode !== 0 && / 0 failed/.test(tally)
if (checksFailed) console.log('No test failed, but a check before or beside them did: see above.')
console.log(checksFailed ? tally.trim().replace(' 0 failed', ' 1 failed') : tally.trim())
process.exitCode = exitCode ?? 1
