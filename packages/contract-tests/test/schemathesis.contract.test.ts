import { execFile, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

const COMMAND: string = 'schemathesis' // knip looks for literal names among the dependencies
const isInstalled = spawnSync(COMMAND, ['--version']).status === 0
if (!isInstalled) console.log('Skipped: schemathesis is not installed (pip install schemathesis)')

test.skipIf(!isInstalled)(
  "Schemathesis finds no fault in the mock's server",
  { timeout: 300_000 },
  async () => {
    await using api = await startAuthMockServer({ apiToken: 'example-api-token' }) // the contract's example
    const contract = fileURLToPath(import.meta.resolve('@qci-client/auth-api/openapi.json'))
    const flags = ['--no-color', '--workers', '1', '--seed', '1', '--max-examples', '20']
    const args = ['run', contract, '--url', api.url, ...flags]
    const { stdout } = await promisify(execFile)(COMMAND, args, { cwd: tmpdir() }) // it writes a cache
    expect(stdout).toMatch(/(\d+) generated, \1 passed/)
  },
)
