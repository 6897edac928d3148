import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import { BIN, run, start, toBareEnv } from './support/command.ts'

/** Runs a line of bash in which `qci-auth` is the built command. */
async function bash(line: string, env: Record<string, string>) {
  const child = spawn(
    'bash',
    ['--norc', '-o', 'pipefail', '-c', `qci-auth() { "$NODE" "$BIN" "$@"; }; ${line}`],
    {
      env: toBareEnv({ ...env, NODE: process.execPath, BIN }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const [[status], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ])
  return { status, stdout, stderr }
}

const hasBash = spawnSync('bash', ['--version']).status === 0
const hasCurl = spawnSync('curl', ['--version']).status === 0

describe.skipIf(!hasBash)(`in a pipe${hasBash ? '' : ' (skipped: no bash)'}`, () => {
  test('the command ends silently when the reader closes the pipe', async () => {
    const megabytes = 'x'.repeat(8_000_000)
    await using api = await startGuardedApi((_, response) => void response.end(megabytes))
    const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token' }
    const line = 'qci-auth api x | head -c 5'
    expect(await bash(line, env)).toEqual({ status: 0, stdout: 'xxxxx', stderr: '' })
  })

  test('the command ends silently when its output is not read', async () => {
    await using api = await startAuthMockServer()
    for (const command of ['token', 'doctor', '--help']) {
      expect(await bash(`qci-auth ${command} | true`, api.env)).toMatchObject({ stderr: '' })
    }
  })

  test('the exit status is the same when standard error is not read', async () => {
    await using api = await startAuthMockServer()
    const line = 'qci-auth token 2> >(true); echo $?'
    expect(await bash(line, { ...api.env, QCI_TOKEN: 'wrong' })).toMatchObject({ stdout: '3\n' })
  })

  test.skipIf(!existsSync('/dev/full'))('the command reports output that cannot be written', async () => {
    await using api = await startAuthMockServer()
    const { status, stderr } = await bash('qci-auth token > /dev/full', api.env)
    expect(status).toBe(1)
    expect(stderr).toContain('Standard output cannot be written')
    expect(stderr).toContain('ENOSPC')
  })

  test('token --format env sets the variables of a shell', async () => {
    await using api = await startAuthMockServer()
    const { stdout } = await bash(
      'eval "$(qci-auth token --format env)"; env | grep ^QCI_ACCESS_TOKEN=',
      api.env,
    )
    expect(api.mock.tokens.isLive(stdout.trim().split('=')[1]!)).toBe(true)
  })

  test.skipIf(!hasCurl)(`headers can be read by curl${hasCurl ? '' : ' (skipped: no curl)'}`, async () => {
    await using api = await startGuardedApi()
    const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token' }
    const { stdout } = await bash('qci-auth headers | curl -sS -H @- "$QCI_API_URL/jobs"', env)
    expect(stdout).toBe('fine')
  })
})

describe('Ctrl-C', () => {
  test('Ctrl-C ends a waiting command by SIGINT', async () => {
    await using api = await startAuthMockServer({ scenario: 'slow' })
    const child = start(['token'], { env: api.env })
    await api.mock.journal.waitFor({ operation: 'postAccessTokens', count: 1, timeoutMs: 10_000 })
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT'])
  })
})

test('FORCE_COLOR has no effect in a pipe', async () => {
  await using api = await startAuthMockServer()
  const env = { ...api.env, FORCE_COLOR: '1' }
  for (const args of [['doctor'], ['--help'], ['tokn'], ['api', '/auth/v1/access-tokens/health']]) {
    const { stdout, stderr } = await run(args, { env })
    expect(stdout + stderr).not.toContain('\u001B')
  }
})
