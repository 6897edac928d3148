import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { HttpServer } from '@qci-client/test-support/http-server'

import { run, start } from './support/command.ts'
import { startRawApi } from './support/raw-api.ts'
import { makeFolder } from './support/temporary-folder.ts'

/** Runs the command and measures how long its process lives, in milliseconds. */
async function runTimed(...parameters: Parameters<typeof run>) {
  const startMs = performance.now()
  const result = await run(...parameters)
  return { ...result, durationMs: performance.now() - startMs }
}

/** Far above a start of the command on a busy machine, far below what the limit is to prevent. */
const SOON_MS = 8_000

const hasMkfifo = spawnSync('mkfifo', ['--version']).status === 0

describe('--timeout', () => {
  test.skipIf(!existsSync('/dev/zero'))('a token file without an end is rejected after 64 KiB', async () => {
    const { status, stderr, durationMs } = await runTimed(['token', '--api-token-file', '/dev/zero'], {
      env: { QCI_API_URL: 'http://127.0.0.1:9' },
    })
    expect(status).toBe(2)
    expect(stderr).toContain('--api-token-file: the input is larger than 64 KiB')
    expect(durationMs).toBeLessThan(SOON_MS)
  })

  test('--timeout applies to a token on standard input that never arrives', async () => {
    const child = start(['token', '--api-token-file', '-', '--timeout', '0.3'], {
      env: { QCI_API_URL: 'http://127.0.0.1:9' },
    })
    const status = await new Promise((resolve) => child.once('exit', resolve))
    child.stdin!.destroy()
    expect(status).toBe(4)
  })

  test.skipIf(!hasMkfifo)('--timeout applies to a named pipe without a writer', async () => {
    await using folder = await makeFolder()
    const pipe = `${folder.path}/token`
    execFileSync('mkfifo', [pipe])
    const { status, stderr, durationMs } = await runTimed(
      ['token', '--api-token-file', pipe, '--timeout', '0.3'],
      { env: { QCI_API_URL: 'http://127.0.0.1:9' } },
    )
    expect([status, stderr]).toEqual([
      4,
      'error: --api-token-file: the input was not complete within 0.3 s.\n  Run "qci-auth doctor" to diagnose the connection.\n',
    ])
    expect(durationMs).toBeLessThan(SOON_MS)
  })

  test.skipIf(!hasMkfifo)('a token can be read from a named pipe', async () => {
    await using api = await startAuthMockServer()
    await using folder = await makeFolder()
    const pipe = `${folder.path}/token`
    execFileSync('mkfifo', [pipe])
    spawnSync('sh', ['-c', `(sleep 0.2; echo "$TOKEN" > '${pipe}') > /dev/null 2>&1 &`], {
      env: { ...process.env, TOKEN: api.env.QCI_TOKEN },
    })
    expect(await run(['token', '--api-token-file', pipe], { env: { QCI_API_URL: api.url } })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  test.skipIf(!hasMkfifo || process.platform === 'win32')(
    'the process ends with its exit status although a thread is blocked, for example by a name lookup',
    async () => {
      await using folder = await makeFolder()
      const pipe = `${folder.path}/pipe`
      execFileSync('mkfifo', [pipe])
      const hook = await folder.write('hook.cjs', "require('fs').open(process.env.PIPE, 'r', () => {})")
      const { status, durationMs } = await runTimed(['health'], {
        env: {
          QCI_API_URL: 'http://127.0.0.1:9',
          PIPE: pipe,
          NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
        },
      })
      expect(status).toBe(4)
      expect(durationMs).toBeLessThan(SOON_MS)
    },
  )

  test.each(['token', 'health', 'doctor', 'api x', 'run -- true'])(
    '--timeout bounds %s as a whole when a server never responds',
    async (line) => {
      const silent = createServer(() => {}).listen(0, '127.0.0.1')
      await new Promise((resolve) => silent.once('listening', resolve))
      try {
        const { port } = silent.address() as AddressInfo
        const [command, ...rest] = line.split(' ')
        const { status, durationMs } = await runTimed([command!, '--timeout', '1.5', ...rest], {
          env: { QCI_API_URL: `http://127.0.0.1:${port}`, QCI_TOKEN: 'api-token' },
        })
        expect(status).toBe(4)
        expect(durationMs).toBeLessThan(SOON_MS)
      } finally {
        silent.close()
      }
    },
  )

  test('--timeout bounds the doctor once, not each of its steps', async () => {
    await using server = await HttpServer.start(() => {}) // never responds
    const { stdout, durationMs } = await runTimed(['doctor', '--json', '--timeout', '3'], {
      env: { QCI_API_URL: server.url, QCI_TOKEN: 'api-token' },
    })
    const { steps } = JSON.parse(stdout) as { steps: { name: string; status: string; ms: number }[] }
    const api = steps.filter(({ name }) => ['Health', 'Version', 'Token exchange'].includes(name))
    expect(api.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed'])
    expect(api.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThan(4_500)
    expect(durationMs).toBeLessThan(SOON_MS)
  })

  test('--timeout does not cut off an upload that makes progress', async () => {
    await using folder = await makeFolder()
    const file = await folder.write('big', Buffer.alloc(12_000_000, 'x'))
    let bytes = 0
    await using api = await startRawApi((request, response) => {
      // Reads 1 MB, then pauses: the upload takes longer than the time limit.
      let untilPause = 1_000_000
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        untilPause -= chunk.length
        if (untilPause > 0) return
        untilPause = 1_000_000
        request.pause()
        setTimeout(() => request.resume(), 550)
      })
      request.on('end', () => response.end(String(bytes)))
    })
    const result = await run(['api', 'jobs', '--data', `@${file}`, '--timeout', '5'], { env: api.env })
    expect(result).toEqual({ status: 0, stdout: '12000000', stderr: '' })
  })

  test('--timeout ends an upload that makes no progress', async () => {
    await using folder = await makeFolder()
    const file = await folder.write('big', Buffer.alloc(50_000_000, 'x'))
    await using api = await startRawApi((request) => void request.pause())
    const result = await run(['api', 'jobs', '--data', `@${file}`, '--timeout', '1'], { env: api.env })
    expect(result).toMatchObject({ status: 4, stderr: expect.stringContaining('No response within 1 s.') })
  })
})
