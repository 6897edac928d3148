import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { conformance } from '../src/conformance.ts'
import { toText } from '../src/report/text.ts'
import { API_TOKEN, createAuthServer } from './support/auth-server.ts'

const ask = (only?: string) =>
  conformance({
    baseUrl: 'http://api.test',
    fetch: createAuthServer({ allow: () => undefined }),
    tokens: { refresh_token: API_TOKEN },
    only,
  })

test('the text for people names each finding once, with a command that shows it', async () => {
  expect(toText(await ask('getAccessTokensHealth/method')))
    .toBe(`Conformance of http://api.test (mock, seed 1): 6 cases, 1 finding, 0 lines of drift

Findings
  [allow-header, assumed] /auth/v1/access-tokens/health: 405 comes without Allow
    case getAccessTokensHealth/method/put and 3 others
    curl -sS -i --path-as-is -X PUT 'http://api.test/auth/v1/access-tokens/health'
`)
})

test('no report shows a credential', async () => {
  const report = await ask()
  const everything = [
    toText(report),
    JSON.stringify(report),
    ...report.results.map(({ toCurl }) => toCurl()),
  ].join('\n')
  expect(everything).toContain('"$QCI_TOKEN"')
  expect(everything).not.toContain(API_TOKEN)
})

const hasCurl = ['curl', 'bash'].every((name) => !spawnSync(name, ['--version']).error)

test.skipIf(!hasCurl)('the commands send what the cases sent', { timeout: 30_000 }, async () => {
  await using api = await startAuthMockServer({ apiToken: API_TOKEN })
  const { results } = await conformance({ baseUrl: api.url, tokens: { refresh_token: API_TOKEN }, fuzz: 0 })
  // the ones that are hard to write, and each tenth of the others
  const chosen = results.filter(
    ({ id }, index) => /transport|quotes|null-char|method/.test(id) || index % 10 === 0,
  )
  expect(chosen.length).toBeGreaterThan(60)
  const script = chosen.map(({ toCurl }) => `${toCurl()} | head -n 1 | cut -d ' ' -f 2`).join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    env: { ...process.env, QCI_TOKEN: API_TOKEN },
  })
  const statuses = stdout.trim().split('\n').map(Number)
  expect(chosen.map(({ id }, index) => `${id} ${statuses[index]}`)).toEqual(
    chosen.map(({ id, status }) => `${id} ${status}`),
  )
})

describe('the command', () => {
  const bin = fileURLToPath(new URL('../src/bin/conformance.ts', import.meta.url))
  const run = (args: string[], env: Record<string, string> = {}) =>
    promisify(execFile)(process.execPath, [bin, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    )

  test('reports what it found, also as JUnit XML, and ends with 1', async () => {
    await using api = await startAuthMockServer({ apiToken: API_TOKEN })
    api.mock.faults.add({ kind: 'wrongContentType', times: 'forever', operation: 'getAccessTokensVersion' })
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
    const junit = join(folder, 'junit.xml')
    const { code, stdout } = await run(
      ['--url', api.url, '--junit', junit, '--only', 'getAccessTokensVersion/example'],
      {
        QCI_TOKEN: API_TOKEN,
      },
    )
    const xml = await readFile(junit, 'utf8')
    await rm(folder, { recursive: true })
    expect(code).toBe(1)
    expect(stdout).toContain(
      '[content-type] getAccessTokensVersion: answers 200 with text/html, not application/json',
    )
    expect(xml).toContain('<testsuite name="getAccessTokensVersion" tests="1" failures="1"')
    expect(xml).toContain(
      '<failure message="getAccessTokensVersion: answers 200 with text/html, not application/json">',
    )
  })

  test('ends with 0 when nothing is wrong, for any contract', async () => {
    await using api = await startAuthMockServer({ apiToken: API_TOKEN })
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
    const contract = join(folder, 'contract.json')
    await writeFile(
      contract,
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'one path', version: '1' },
        paths: {
          '/auth/v1/access-tokens/health': {
            get: { operationId: 'ask', responses: { 200: { description: 'well' } } },
          },
        },
      }),
    )
    const { code, stdout } = await run(['--url', api.url, '--contract', contract])
    await rm(folder, { recursive: true })
    expect(stdout).toContain(' 0 findings')
    expect(code).toBe(0)
  })

  test.each([
    [['--url', 'nowhere'], 'Name the server with --url or QCI_API_URL'],
    [['--url', 'http://127.0.0.1:9', '--seed', 'x'], '--seed must be a whole number'],
    [['--url', 'http://127.0.0.1:9', '--profile', 'x'], '--profile must be mock or live'],
    [
      ['--url', 'http://127.0.0.1:9', '--token', 'a=NOT_SET'],
      '--token a=NAME: NAME must be an environment variable that is set',
    ],
    [['--url', 'http://127.0.0.1:9', '--contract', '/nowhere'], '/nowhere cannot be read as JSON'],
    [['--wrong'], "Unknown option '--wrong'"],
  ])('ends with 2 for %j', async (args, message) => {
    const { code, stderr } = await run(args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})
