import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { startGuardedApi } from '@qci-client/test-support/guarded-api'

import { start } from './support/command.ts'
import { makeFolder } from './support/temporary-folder.ts'
import { skipReason, runInTerminal } from './support/terminal.ts'

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', (signal) => {
  test(`${signal} ends a waiting command by the signal itself, not by an exit status`, async () => {
    await using api = await startAuthMockServer({ scenario: 'slow' })
    const child = start(['token'], { env: api.env })
    await api.mock.journal.waitFor({ operation: 'postAccessTokens', count: 1, timeoutMs: 10_000 })
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([null, signal])
  })

  test(`${signal} ends api --output, which removes its unfinished file`, async () => {
    await using folder = await makeFolder()
    const file = await folder.write('jobs.json', 'old')
    await using api = await startGuardedApi((_, response) => void response.writeHead(200).write('begin'))
    const child = start(['api', 'jobs', '--output', file], {
      env: { QCI_API_URL: api.url, QCI_TOKEN: 'api-token' },
    })
    await expect.poll(() => readdir(dirname(file)), { timeout: 20_000 }).toHaveLength(2)
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([null, signal])
    expect(await readdir(dirname(file))).toEqual(['jobs.json'])
  })

  test(`${signal} is passed to the program of run, and ends run in the same way`, async () => {
    await using api = await startAuthMockServer()
    const program = `trap 'echo got; trap - ${signal.slice(3)}; kill -${signal.slice(3)} $$' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`
    const child = start(['run', '--', 'bash', '-c', program], { env: api.env })
    const output = text(child.stdout!)
    await once(child.stdout!, 'data')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([null, signal])
    expect(await output).toContain('got')
  })
})

const hasBash = spawnSync('bash', ['--version']).status === 0

describe.skipIf(skipReason || !hasBash)(
  `a loop of bash in a terminal${skipReason || (hasBash ? '' : ' (skipped: no bash)')}`,
  () => {
    test.each([
      'until qci-auth health; do sleep 0.2; done',
      'while true; do qci-auth token --timeout 60; done',
      'while true; do qci-auth api jobs; done',
    ])('a loop of bash ends at one Ctrl-C: %s', async (loop) => {
      await using api = await startAuthMockServer()
      api.mock.faults.add({ kind: 'hang', times: 'forever' })
      const { status } = await runInTerminal(`exec bash --norc -c "${loop}"`, api.env, async (keyboard) => {
        await api.mock.journal.waitFor({ count: 1, timeoutMs: 20_000 })
        keyboard.write('\u0003')
      })
      expect(status).toBe(130)
      expect(api.mock.journal.list()).toHaveLength(1)
    })

    test('a loop of bash ends at one Ctrl-C during a program of run', async () => {
      await using api = await startAuthMockServer()
      const line = `exec bash --norc -c "while true; do qci-auth run -- sh -c 'echo ready; sleep 60'; done"`
      const { status, shown } = await runInTerminal(line, api.env, async (keyboard, soFar) => {
        await expect.poll(soFar, { timeout: 20_000 }).toContain('ready')
        keyboard.write('\u0003')
      })
      expect(status).toBe(130)
      expect(shown.match(/ready/g)).toHaveLength(1)
    })
  },
)
