import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { run } from './support/command.ts'
import { makeFolder } from './support/temporary-folder.ts'

const API_TOKEN = 'api-token-of-these-tests'
const EXPIRES_AT = '2030-01-01T01:00:00Z'

async function startApi() {
  const api = await startAuthMockServer({ apiToken: API_TOKEN, lifetimeMs: 3_600_000, seed: 7 })
  api.mock.clock.freeze('2030-01-01T00:00:00Z')
  return api
}

describe('qci-auth token', () => {
  test('token prints the bare access token and a newline', async () => {
    await using api = await startApi()
    const { status, stdout, stderr } = await run(['token'], { env: api.env })
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^\S+\n$/)
    expect(api.mock.tokens.isLive(stdout.trim())).toBe(true)
  })

  test('token --json prints the expiry in two forms', async () => {
    await using api = await startApi()
    const { stdout } = await run(['token', '--json'], { env: api.env })
    expect(JSON.parse(stdout)).toEqual({
      accessToken: expect.stringMatching(/^mock\./),
      tokenType: 'Bearer',
      expiresAt: EXPIRES_AT,
      expiresAtEpoch: Date.parse(EXPIRES_AT) / 1_000,
      organizationId: 'mock-organization',
      userId: 'mock-user',
    })
    expect(await run(['token', '--format', 'json', '--json'], { env: api.env })).toMatchObject({ status: 0 })
  })

  test('token --format env prints lines for a shell', async () => {
    await using api = await startApi()
    const { stdout } = await run(['token', '--format', 'env'], { env: api.env })
    const [token, expiresAt, epoch, ...rest] = stdout.split('\n')
    expect(token).toMatch(/^export QCI_ACCESS_TOKEN=mock\.[\w.]+$/)
    expect(expiresAt).toBe(`export QCI_ACCESS_TOKEN_EXPIRES_AT=${EXPIRES_AT}`)
    expect(epoch).toBe(`export QCI_ACCESS_TOKEN_EXPIRES_AT_EPOCH=${Date.parse(EXPIRES_AT) / 1_000}`)
    expect(rest).toEqual([''])
  })

  test('token --format env quotes characters that are special to a shell', async () => {
    await using api = await startApi()
    api.mock.faults.add({ kind: 'patch', body: { access_token: "a$(b)'c" } })
    const { stdout } = await run(['token', '--format', 'env'], { env: api.env })
    expect(stdout).toContain(String.raw`export QCI_ACCESS_TOKEN='a$(b)'\''c'`)
  })

  test('token --format env quotes a leading ~, which a shell would expand', async () => {
    await using api = await startApi()
    api.mock.faults.add({ kind: 'patch', body: { access_token: '~abc' } })
    const { stdout } = await run(['token', '--format', 'env'], { env: api.env })
    expect(stdout).toContain("export QCI_ACCESS_TOKEN='~abc'\n")
  })

  test('token --format exec prints an ExecCredential of Kubernetes', async () => {
    await using api = await startApi()
    const { stdout } = await run(['token', '--format', 'exec'], { env: api.env })
    expect(JSON.parse(stdout)).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: expect.stringMatching(/^mock\./), expirationTimestamp: EXPIRES_AT },
    })
  })

  test('token --format curl prints a line for curl -K', async () => {
    await using api = await startApi()
    api.mock.faults.add({ kind: 'patch', body: { access_token: String.raw`a"b\c` } })
    const { stdout } = await run(['token', '--format', 'curl'], { env: api.env })
    expect(stdout).toBe('header = "Authorization: Bearer a\\"b\\\\c"\n')
  })

  test('token reads the API token from a file and trims white space', async () => {
    await using api = await startApi()
    await using folder = await makeFolder()
    const file = await folder.write('token', `${API_TOKEN}\n`)
    const env = { ...api.env, QCI_TOKEN: 'wrong' }
    expect(await run(['token', '--api-token-file', file], { env })).toMatchObject({ status: 0, stderr: '' })
  })

  test('token reads the API token from standard input', async () => {
    await using api = await startApi()
    const options = { env: { QCI_API_URL: api.url }, input: `${API_TOKEN}\n` }
    expect(await run(['token', '--api-token-file', '-'], options)).toMatchObject({ status: 0, stderr: '' })
  })

  test('--url is used before QCI_API_URL, whether before or after the command', async () => {
    await using api = await startApi()
    const env = { ...api.env, QCI_API_URL: 'https://api.invalid' }
    expect((await run(['token', '--url', api.url], { env })).status).toBe(0)
    expect((await run(['--url', api.url, 'token'], { env })).status).toBe(0)
  })

  test('token reports a retry on standard error only', async () => {
    await using api = await startApi()
    api.mock.faults.outage(1)
    const { status, stdout, stderr } = await run(['token'], { env: api.env })
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\S+\n$/)])
    expect(stderr).toMatch(/^warning: 503 .*\n {2}Retrying in \d+ ms\.\n$/)
  })

  test('token sends the time limit to the API only with --timeout', async () => {
    await using api = await startApi()
    await run(['token'], { env: api.env })
    await run(['token', '--timeout', '2.5'], { env: api.env })
    const sent = api.mock.journal.list().map(({ headers }) => headers['x-request-timeout-nano'])
    expect(sent).toEqual([undefined, '2500000000'])
  })
})

describe('qci-auth headers', () => {
  test('headers prints lines for curl -H', async () => {
    await using api = await startApi()
    const { status, stdout, stderr } = await run(['headers'], { env: api.env })
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Content-Type: application\/json\nAuthorization: Bearer mock\.\S+\n$/)
  })

  test('headers --json prints a JSON object', async () => {
    await using api = await startApi()
    const { stdout } = await run(['headers', '--json'], { env: api.env })
    expect(JSON.parse(stdout)).toEqual({
      'Content-Type': 'application/json',
      Authorization: expect.stringMatching(/^Bearer mock\.\S+$/),
    })
  })
})

describe('qci-auth whoami', () => {
  test('whoami prints user, organization, API and expiry', async () => {
    await using api = await startApi()
    const { status, stdout } = await run(['whoami'], { env: api.env })
    expect([status, stdout]).toEqual([
      0,
      `User          mock-user\nOrganization  mock-organization\nAPI           ${api.url}/\nExpires       ${EXPIRES_AT}\n`,
    ])
  })

  test('whoami --json prints them as JSON', async () => {
    await using api = await startApi()
    const { stdout } = await run(['whoami', '--json'], { env: api.env })
    expect(JSON.parse(stdout)).toEqual({
      userId: 'mock-user',
      organizationId: 'mock-organization',
      url: `${api.url}/`,
    })
  })
})

describe('qci-auth health and version', () => {
  test('health and version need no API token', async () => {
    await using api = await startApi()
    const env = { QCI_API_URL: api.url }
    expect(await run(['health'], { env })).toEqual({ status: 0, stdout: 'OK\n', stderr: '' })
    expect(await run(['version'], { env })).toEqual({
      status: 0,
      stdout: 'qci-auth-mock 1.0.0\n',
      stderr: '',
    })
  })

  test('health --json and version --json print the response as JSON', async () => {
    await using api = await startApi()
    const env = { QCI_API_URL: api.url }
    expect(JSON.parse((await run(['health', '--json'], { env })).stdout)).toEqual({ message: 'OK' })
    expect(JSON.parse((await run(['version', '--json'], { env })).stdout)).toEqual({
      application_name: 'qci-auth-mock',
      version: '1.0.0',
    })
  })

  test('health leaves control characters of the server unchanged in a pipe', async () => {
    await using api = await startApi()
    api.mock.faults.add({ kind: 'patch', body: { message: 'fine\u001B[2J' } })
    expect((await run(['health'], { env: { QCI_API_URL: api.url } })).stdout).toBe('fine\u001B[2J\n')
  })
})
