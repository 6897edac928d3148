import { execFile, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { createUserFolder } from '@qci-client/test-support/user-folder'

import { toText } from '../src/index.ts'
import { API_TOKEN } from './support/auth-server.ts'
import { runConformance } from './support/run-conformance.ts'
import { withHeader } from './support/server-faults.ts'

const withoutAllow = withHeader('allow')

test('toText prints each finding once, with methods and a command that reproduces it', async () => {
  const only = 'getAccessTokensHealth/method'
  const report = await runConformance(withoutAllow, { only })
  expect(toText(report))
    .toBe(`Conformance of http://api.test (mock, seed 1): 6 cases, 1 finding, 0 lines of drift

Findings
  [allow-header, assumed] POST, PUT, PATCH, DELETE getAccessTokensHealth: responds 405 without Allow
    case getAccessTokensHealth/method/put and 3 others
    curl -sS -i --path-as-is -X PUT 'http://api.test/auth/v1/access-tokens/health'
`)
})

test('reports contain no credential', async () => {
  const report = await runConformance(withoutAllow)
  const commands = report.results.map(({ toCurl }) => toCurl())
  const everything = [toText(report), JSON.stringify(report), ...commands].join('\n')
  expect(everything).toContain('"$QCI_TOKEN"')
  expect(everything).not.toContain(API_TOKEN)
  expect(everything.replaceAll(String.raw`\000`, '')).not.toContain(API_TOKEN) // UTF-16
})

const hasCurl = ['curl', 'bash'].every((name) => !spawnSync(name, ['--version']).error)

test.skipIf(!hasCurl)('curl commands get the responses of their cases', { timeout: 60_000 }, async () => {
  await using api = await startAuthMockServer({ apiToken: API_TOKEN })
  const { results } = await runConformance(undefined, { baseUrl: api.url, fetch, fuzz: 0 })
  // the ones that are hard to write for a shell, and every tenth of the others
  const selected = results.filter(
    ({ id }, index) => /transport|quotes|null-char|method/.test(id) || index % 10 === 0,
  )
  expect(selected.length).toBeGreaterThan(60)
  const script = selected.map(({ toCurl }) => `${toCurl()} | head -n 1 | cut -d ' ' -f 2`).join('\n')
  const env = { ...process.env, QCI_TOKEN: API_TOKEN }
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env })
  const statuses = stdout.trim().split('\n').map(Number)
  expect(selected.map(({ id }, index) => `${id} ${statuses[index]}`)).toEqual(
    selected.map(({ id, status }) => `${id} ${status}`),
  )
})

const bin = fileURLToPath(new URL('../src/bin/conformance.ts', import.meta.url))
/** Runs the command in a folder of its own; `xml` is the report that it wrote. */
async function run(...args: string[]) {
  await using user = await createUserFolder()
  const result = await user.run(process.execPath, [bin, ...args, '--junit', 'junit.xml'], {
    QCI_TOKEN: API_TOKEN,
  })
  return { ...result, xml: await readFile(join(user.folder, 'junit.xml'), 'utf8').catch(() => '') }
}

test('pnpm conformance prints findings, writes them as JUnit XML and exits with 1', async () => {
  await using api = await startAuthMockServer({ apiToken: API_TOKEN })
  api.mock.faults.add({ kind: 'wrongContentType', times: 'forever', operation: 'getAccessTokensVersion' })
  const { code, stdout, xml } = await run('--url', api.url, '--only', 'getAccessTokensVersion/example')
  const message = 'GET getAccessTokensVersion: responds 200 with text/html, expected application/json'
  expect(code).toBe(1)
  expect(stdout).toContain(`[content-type] ${message}`)
  expect(xml).toContain('<testsuite name="getAccessTokensVersion" tests="1" failures="1"')
  expect(xml).toContain(`<failure message="${message}">`)
})

test('pnpm conformance exits with 0 without findings', async () => {
  await using api = await startAuthMockServer({ apiToken: API_TOKEN })
  const { code, stdout } = await run('--url', api.url, '--fuzz', '0')
  expect(stdout).toContain(' 0 findings')
  expect(code).toBe(0)
})

const url = ['--url', 'http://127.0.0.1:9']

test.each([
  [['--url', 'nowhere'], 'No valid URL of a server. Pass --url or set QCI_API_URL.'],
  [[...url, '--seed', 'x'], '--seed must be an integer, got x'],
  [[...url, '--profile', 'x'], '--profile must be mock or live'],
  [[...url, '--token', 'a=NOT_SET'], '--token a=NAME: NAME must be a non-blank environment variable'],
  [['--wrong'], "Unknown option '--wrong'"],
])('pnpm conformance %j exits with 2 and prints the reason', async (args, message) => {
  const { code, stderr } = await run(...args)
  expect(stderr).toContain(message)
  expect(code).toBe(2)
})
