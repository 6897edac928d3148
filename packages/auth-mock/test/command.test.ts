import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { startCommand } from './support/command.ts'

const PATH = '/auth/v1/access-tokens/'

async function post(url: string, apiToken = 'mock-api-token'): Promise<Response> {
  return fetch(url + PATH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh_token: apiToken }),
  })
}

/** Runs the command, calls `run` with its base URL, stops it, and returns its output. */
async function whileItRuns(flags: string[], act: (url: string) => Promise<void> = async () => {}) {
  await using command = startCommand(...flags)
  await act(await command.firstLine)
  command.child.kill('SIGTERM')
  return await command.result
}

describe('the command', () => {
  test('the command prints only the base URL to standard output, and the log to standard error', async () => {
    let url = ''
    const { code, stdout, stderr } = await whileItRuns([], async (line) => {
      url = line
      expect((await post(url)).status).toBe(200)
    })
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect([code, stdout]).toEqual([0, `${url}\n`])
    expect(stderr).toContain(`Mock of QCi's auth API listening on ${url}`)
    expect(stderr).toContain('POST /auth/v1/access-tokens/ 200 api-1 -> access-1\n')
  })

  test('--json prints the first line as JSON', async () => {
    await using command = startCommand('--json')
    const { pid } = command.child
    expect(JSON.parse(await command.firstLine)).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:/),
      pid,
    })
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'the command ends with 0 on %s, also while requests hang',
    async (signal) => {
      await using command = startCommand('--scenario', 'slow')
      const hung = post(await command.firstLine).catch(() => 'dropped')
      await fetch(`${await command.firstLine}/__mock__/requests/wait`)
      command.child.kill(signal)
      expect((await command.result).code).toBe(0)
      expect(await hung).toBe('dropped')
    },
  )

  test('--exit-with-parent stops the command when standard input ends', async () => {
    await using command = startCommand('--exit-with-parent')
    await command.firstLine
    command.child.stdin?.end()
    expect((await command.result).code).toBe(0)
  })

  test('the command without --exit-with-parent continues when standard input ends', async () => {
    await using command = startCommand()
    command.child.stdin?.end()
    expect((await post(await command.firstLine)).status).toBe(200)
  })

  test('the exit status is 3 when the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    try {
      await using command = startCommand('--port', String(port), '--exit-with-parent')
      expect(await command.result).toEqual({
        code: 3,
        stdout: '',
        stderr: `Port ${port} on 127.0.0.1 is in use; 0 takes a free port\n`,
      })
    } finally {
      taken.close()
    }
  })

  test('--help shows every flag and the default API token', async () => {
    await using command = startCommand('--help')
    const { code, stdout, stderr } = await command.result
    expect([code, stderr]).toEqual([0, ''])
    for (const word of [
      '--port',
      '--host',
      '--allow-host',
      '--cors',
      '--api-token',
      '--token-lifetime',
      '--seed',
    ]) {
      expect(stdout).toContain(word)
    }
    for (const word of [
      '--scenario',
      '--handlers',
      '--optimization',
      '--tls-cert',
      '--tls-key',
      '--tls self-signed',
      '--format',
      '--version',
      '--log',
      '--json',
      '--exit-with-parent',
      'mock-api-token',
      '/__mock__/',
    ]) {
      expect(stdout).toContain(word)
    }
  })

  test.each<[string, string[]]>([
    ["Unknown option '--prot'", ['--prot', '1']],
    ['This command takes flags only', ['4010']],
    ['--port must be an integer from 0 to 65535', ['--port', '65536']],
    ['--port must be an integer', ['--port', '0x50']],
    ["Option '--port <value>' argument missing", ['--port']],
    ['--token-lifetime must be an integer from 1', ['--token-lifetime', '1h']],
    ['--seed must be an integer', ['--seed=-1']],
    ['--log must be pretty, json or silent', ['--log', 'loud']],
    ['--cors must be an origin', ['--cors', 'example.com']],
    ['--cors must be an origin', ['--cors', 'http://localhost:5173/']],
    ['--host must be an address', ['--host', '']],
    ['--allow-host must be a name', ['--allow-host', 'mock:4010']],
    ['--api-token must be a non-empty string of visible ASCII', ['--api-token', 'a b']],
    ['--format must be url, json or env', ['--format', 'yaml']],
    ['--json is the same as --format json', ['--json', '--format', 'env']],
    ['--tls must be self-signed', ['--tls', 'on']],
    ['--tls-cert and --tls-key must be used together', ['--tls-cert', 'a.pem']],
    ['--tls self-signed cannot be used with', ['--tls', 'self-signed', '--tls-cert', 'a.pem']],
    ['--tls-cert: ENOENT', ['--tls-cert', 'none.pem', '--tls-key', 'none.pem']],
    ['none.mjs: no such file', ['--handlers', 'none.mjs']],
    ['--seed has no value; write a value that begins with a dash as --seed=-VALUE', ['--seed', '-1']],
    ['--scenario: sunshine is neither a scenario nor a file', ['--scenario', 'sunshine']],
  ])('the exit status is 2 for a wrong flag: %s', async (message, flags) => {
    await using command = startCommand(...flags)
    const { code, stdout, stderr } = await command.result
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).toContain('See qci-auth-mock --help\n')
  })

  test('the message about an argument that may be a token does not show it', async () => {
    await using command = startCommand('my-secret-token')
    expect((await command.result).stderr).not.toContain('secret')
  })

  test('flags set the API token, lifetime, seed and CORS', async () => {
    const flags = ['--api-token', 'my-own-token', '--token-lifetime', '60', '--seed', '7', '--cors', '*']
    const bodies: unknown[] = []
    for (const _ of ['once', 'again']) {
      await whileItRuns(flags, async (url) => {
        expect((await post(url)).status).toBe(401)
        const response = await post(url, 'my-own-token')
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
        const body = (await response.json()) as { access_token: string; expires_at_rfc3339: string }
        const leftMs = Date.parse(body.expires_at_rfc3339) - Date.parse(response.headers.get('date')!)
        expect(leftMs).toBe(60_000)
        bodies.push(body.access_token)
      })
    }
    expect(bodies[0]).toBe(bodies[1])
  })

  test('the log shows no token in any format', async () => {
    for (const format of ['pretty', 'json']) {
      const { stderr } = await whileItRuns(['--log', format, '--api-token', 'my-own-token'], async (url) => {
        await post(url, 'my-own-token')
        await post(url, 'bogus-token')
        await fetch(`${url}/my-own-token`)
      })
      expect(stderr).not.toMatch(/my-own-token|bogus-token|mock\.\d/)
    }
    const { stderr } = await whileItRuns([], async (url) => void (await post(url)))
    expect(stderr).not.toContain('mock-api-token')
  })

  test('--log json logs a line of JSON for each request', async () => {
    const { stderr } = await whileItRuns(['--log', 'json'], async (url) => void (await post(url)))
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines).toMatchObject([
      { event: 'message' },
      { event: 'exchange', seq: 1, operation: 'postAccessTokens', tokenRef: 'api-1', state: 'done' },
    ])
  })

  test('--log silent logs nothing', async () => {
    const { stderr } = await whileItRuns(['--log', 'silent'], async (url) => void (await post(url)))
    expect(stderr).toBe('')
  })

  test('--scenario starts with the scenario of a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenario-'))
    try {
      const file = join(folder, 'two failures.json')
      await writeFile(file, '{ "faults": [{ "kind": "status", "status": 502, "times": 2 }] }')
      await whileItRuns(['--scenario', file], async (url) => {
        expect([(await post(url)).status, (await post(url)).status, (await post(url)).status]).toEqual([
          502, 502, 200,
        ])
      })
      for (const [text, message] of [
        ['{', `--scenario: ${file} is not valid JSON\n`],
        ['{"faults":[{}]}', `--scenario: ${file}: The field kind must be one of`],
      ] as const) {
        await writeFile(file, text)
        await using command = startCommand('--scenario', file)
        expect(await command.result).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('the command keeps running when its output is not read', async () => {
    await using command = startCommand()
    const url = await command.firstLine
    command.child.stderr?.destroy()
    for (let i = 0; i < 3; i += 1) expect((await post(url)).status).toBe(200)
  })
})
