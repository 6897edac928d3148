import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { run } from './support/command.ts'

interface Report {
  ok: boolean
  firstThingToDo: string | null
  version: string
  node: string
  platform: string
  steps: { name: string; status: string; ms: number | null; detail: string; advice: string | null }[]
}

/** The diagnosis as JSON. */
async function diagnose(env: Record<string, string | undefined>, ...flags: string[]) {
  const { status, stdout, stderr } = await run(['doctor', '--json', ...flags], { env })
  const report = JSON.parse(stdout) as Report
  const step = (name: string) => report.steps.find((one) => one.name === name)
  return { status, stdout, stderr, report, step }
}

const NAMES = [
  'API address',
  'API token',
  'URL',
  'Proxy',
  'Token cache',
  'DNS',
  'Connection',
  'CA certificates',
  'TLS',
  'Health',
  'Version',
  'Token exchange',
  'Clock',
  'Token lifetime',
]

describe('qci-auth doctor', () => {
  test('doctor shows each step with its result and duration', async () => {
    await using api = await startAuthMockServer()
    const { status, stdout, stderr } = await run(['doctor'], { env: api.env })
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^qci-auth \d+\.\d+\.\d+, Node v\d+\.\d+\.\d+ on \w+ \w+\n\n/)
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`\n(✓ +[\\d.]+ ms|– +)  ${name} +\\S`))
    expect(stdout).toMatch(/\n\nEverything works\.\n$/)
  })

  test('doctor shows where settings come from, by name only', async () => {
    await using api = await startAuthMockServer()
    const file = new URL('support/api-token', import.meta.url).pathname
    const fromEnv = await diagnose(api.env)
    expect(fromEnv.step('API address')?.detail).toBe('QCI_API_URL, from the environment')
    expect(fromEnv.step('API token')?.detail).toBe('QCI_TOKEN, from the environment')
    expect(fromEnv.stdout).not.toContain(api.env.QCI_TOKEN)
    const fromFlags = await diagnose({ ...api.env, QCI_API_URL: 'https://x' }, '--url', api.url)
    expect(fromFlags.step('API address')?.detail).toBe('--url (QCI_API_URL is set too, but not used)')
    const missing = await diagnose(api.env, '--api-token-file', file)
    expect(missing.step('API token')).toMatchObject({ status: 'failed' })
    expect(missing.stdout).not.toContain(file)
  })

  test('doctor --json prints the same steps', async () => {
    await using api = await startAuthMockServer()
    const { status, report, step } = await diagnose(api.env)
    expect([status, report.ok, report.firstThingToDo]).toEqual([0, true, null])
    expect(report.steps.map(({ name }) => name)).toEqual(NAMES)
    expect(report.node).toBe(process.version)
    expect(step('Health')).toEqual({
      name: 'Health',
      status: 'passed',
      ms: expect.any(Number),
      detail: 'OK',
      advice: null,
    })
    expect(step('TLS')).toMatchObject({ status: 'skipped', ms: null })
    expect(step('Token lifetime')?.detail).toMatch(/^(1 h|59 min \d+ s)$/)
  })

  test('doctor without a configuration runs the steps that it can, and ends with 2', async () => {
    const { status, report, step } = await diagnose({})
    expect([status, report.ok]).toEqual([2, false])
    expect(report.firstThingToDo).toContain('set QCI_API_URL')
    expect(step('API token')).toMatchObject({ status: 'failed' })
    expect(step('URL')).toMatchObject({ status: 'skipped', detail: 'needs: API address' })
    expect(step('CA certificates')).toMatchObject({ status: 'passed' })
  })

  test('doctor without an API token checks the connection and the API', async () => {
    await using api = await startAuthMockServer()
    const { status, step } = await diagnose({ QCI_API_URL: api.url })
    expect(status).toBe(2)
    expect(step('Version')).toMatchObject({ status: 'passed' })
    expect(step('Token exchange')).toMatchObject({ status: 'skipped', detail: 'needs: API token' })
  })

  test('doctor ends with 3 when the API token is rejected, and says what to do first', async () => {
    await using api = await startAuthMockServer()
    const env = { ...api.env, QCI_TOKEN: 's3cret-token' }
    const { status, stdout } = await run(['doctor'], { env })
    expect(status).toBe(3)
    expect(stdout).toMatch(/\n✗ .* Token exchange +401 Unauthorized/)
    expect(stdout).toMatch(
      /\n\nFix this first: Token exchange\n {2}Check that the API token belongs to this API/,
    )
    expect(stdout).not.toContain('s3cret')
  })

  test.each<[step: string, url: string, status: number, advice: string]>([
    ['URL', 'api.example', 2, 'is not a URL such as'],
    ['DNS', 'https://api.invalid', 4, 'The host name does not exist'],
    ['Connection', 'https://127.0.0.1:9', 4, 'No server accepts connections at this address'],
  ])('doctor reports a failure of the step %s', async (name, url, status, advice) => {
    const result = await diagnose({ QCI_API_URL: url, QCI_TOKEN: 'token' })
    expect(result.status).toBe(status)
    expect(result.step(name)).toMatchObject({ status: 'failed', advice: expect.stringContaining(advice) })
    expect(result.report.firstThingToDo).toContain(advice)
    expect(result.step('Token exchange')).toMatchObject({ status: 'skipped' })
  })

  test('doctor reports a server that does not speak TLS', async () => {
    await using api = await startAuthMockServer()
    const { status, step } = await diagnose({ ...api.env, QCI_API_URL: api.url.replace('http:', 'https:') })
    expect(status).toBe(4)
    expect(step('TLS')?.advice).toContain('does not speak TLS')
  })

  test('doctor continues after a step that got no response', async () => {
    await using api = await startAuthMockServer({ scenario: 'slow' })
    api.mock.faults.clear()
    api.mock.faults.add({ kind: 'hang', operation: 'getAccessTokensHealth' })
    const { status, step } = await diagnose(api.env, '--timeout', '6')
    expect(status).toBe(4)
    expect(step('Health')).toMatchObject({ status: 'failed' })
    expect(step('Version')).toMatchObject({ status: 'passed' })
  })

  test.each<[skewMs: number, message: string]>([
    [3_600_000, "1 h behind the API's clock"],
    [-90_000, "1 min 30 s ahead of the API's clock"],
  ])('doctor reports clocks that differ by %i ms', async (skewMs, message) => {
    await using api = await startAuthMockServer()
    api.mock.clock.offset(skewMs)
    const { status, report, step } = await diagnose(api.env)
    expect([status, report.ok]).toEqual([0, true])
    // The clocks are read a moment apart.
    const seconds = /^(?:1 h|1 min (?:29|30|31) s|59 min (?:59|60) s)/
    expect(step('Clock')).toMatchObject({ status: 'warning', detail: expect.stringMatching(seconds) })
    expect(step('Clock')?.detail).toContain(message.split(' ').slice(-4).join(' '))
    expect(report.firstThingToDo).toContain("Set this machine's clock")
  })

  test('doctor warns about retries, a short token lifetime and missing CA certificates', async () => {
    await using api = await startAuthMockServer({ lifetimeMs: 30_000 })
    api.mock.faults.add({ kind: 'status', status: 503, operation: 'postAccessTokens' })
    const { status, step } = await diagnose({ ...api.env, NODE_EXTRA_CA_CERTS: '/no/such/file' })
    expect(status).toBe(0)
    expect(step('Token exchange')).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('on attempt 2'),
    })
    expect(step('Token lifetime')).toMatchObject({ status: 'warning', detail: '30 s' })
    expect(step('CA certificates')).toMatchObject({ status: 'warning' })
  })
})
