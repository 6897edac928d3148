import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'

import { run, start, toBareEnv } from './support/command.ts'

const LINE = /^export QCI_API_URL=(http:\/\/127\.0\.0\.1:\d+) QCI_TOKEN=(mock-api-token)$/

/** Starts the mock and waits for its line. */
async function startMock(...flags: string[]) {
  const child = start(['mock', ...flags])
  const stderr = text(child.stderr!)
  const lines = createInterface(child.stdout!)
  const [line] = (await once(lines, 'line')) as [string]
  const [, url = '', token = ''] = LINE.exec(line) ?? []
  return {
    child,
    stderr,
    line,
    env: { QCI_API_URL: url, QCI_TOKEN: token },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}

describe('qci-auth mock', () => {
  test('mock prints the line that configures a shell, and logs requests to standard error', async () => {
    using mock = await startMock()
    expect(mock.line).toMatch(LINE)
    const { env } = mock
    expect(await run(['whoami'], { env })).toMatchObject({ status: 0 })
    mock.child.kill('SIGINT')
    expect(await once(mock.child, 'exit')).toEqual([0, null])
    const stderr = await mock.stderr
    expect(stderr).toContain(`Mock of QCi's auth API listening on ${env.QCI_API_URL}`)
    expect(stderr).toMatch(/POST \/auth\/v1\/access-tokens\/ 200 /)
  })

  test('mock passes all arguments to the program of auth-mock', async () => {
    expect((await run(['mock', '--help'])).stdout).toContain('Usage: qci-auth mock [flags]')
    expect(await run(['mock', '--no-such-flag'])).toMatchObject({ status: 2, stdout: '' })
    using mock = await startMock('--json')
    expect(JSON.parse(mock.line)).toMatchObject({ ready: true, url: expect.any(String) })
  })

  test('mock serves the jobs API', async () => {
    using mock = await startMock()
    const { status, stdout } = await run(['api', 'optimization/v1/jobs/allocations'], { env: mock.env })
    expect([status, JSON.parse(stdout)]).toEqual([0, { allocations: { dirac: expect.any(Object) } }])
  })

  test('mock takes --token-lifetime and --scenario', async () => {
    using mock = await startMock('--token-lifetime', '90', '--scenario', 'clockSkew')
    const { stdout } = await run(['doctor', '--json'], { env: mock.env })
    const { steps } = JSON.parse(stdout) as { steps: { name: string; status: string; detail: string }[] }
    expect(steps.find(({ name }) => name === 'Token lifetime')).toMatchObject({ detail: '1 min 30 s' })
    expect(steps.find(({ name }) => name === 'Clock')).toMatchObject({ status: 'warning' })
  })

  test('mock ends with 2 when the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    try {
      expect(await run(['mock', '--port', String(port)])).toEqual({
        status: 2,
        stdout: '',
        stderr: `Port ${port} on 127.0.0.1 is in use; 0 takes a free port\n`,
      })
    } finally {
      taken.close()
    }
  })

  test('mock says how to install auth-mock when it is missing, and ends with 2', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'without-mock-'))
    try {
      const here = new URL('..', import.meta.url)
      const own = join(folder, 'node_modules/@qci-client/auth-cli')
      await cp(new URL('dist', here), join(own, 'dist'), { recursive: true })
      await cp(new URL('package.json', here), join(own, 'package.json'))
      for (const name of ['@qci-client/auth', 'commander']) {
        await mkdir(dirname(join(folder, 'node_modules', name)), { recursive: true })
        await symlink(new URL(`node_modules/${name}`, here), join(folder, 'node_modules', name))
      }
      const child = spawn(process.execPath, [join(own, 'dist/bin.js'), 'mock'], { env: toBareEnv() })
      const [stderr, [status]] = await Promise.all([
        text(child.stderr),
        once(child, 'close') as Promise<[number]>,
      ])
      expect(status).toBe(2)
      expect(stderr).toContain('npm install --save-dev @qci-client/auth-mock')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
