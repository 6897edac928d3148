import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

const main = fileURLToPath(new URL('../src/quickstart/main.ts', import.meta.url))

async function runQuickstart(
  env: Record<string, string>,
): Promise<{ exitCode: number; output: string; errors: string }> {
  const { QCI_API_URL: _url, QCI_TOKEN: _token, ...inherited } = process.env
  const child = spawn(process.execPath, ['--conditions=@qci-client/source', main], {
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { exitCode: Number(exitCode), output, errors }
}

const steps = ['Configuration', 'Health', 'Version', 'First token', 'Headers', 'From memory', 'Renewal']

describe('the quickstart', () => {
  test('the quickstart uses the mock without configuration and prints each step with its duration', async () => {
    const { exitCode, output, errors } = await runQuickstart({})
    expect(errors).toBe('')
    for (const step of steps) expect(output).toMatch(new RegExp(`✓ +[\\d.]+ (µs|ms)  ${step} `))
    expect(output).toContain('1000 more calls took no request')
    expect(output).toContain('1 request, a new token')
    expect(exitCode).toBe(0)
  })

  test('the quickstart uses the API of the environment and shows no token', async () => {
    const apiToken = 'an-api-token-of-the-quickstart-test'
    await using api = await startAuthMockServer({ apiToken })
    const { exitCode, output } = await runQuickstart(api.env)
    expect(exitCode).toBe(0)
    expect(output).toContain(api.url)
    expect(output).not.toContain(apiToken)
    expect(api.mock.journal.tokenRequests()).toHaveLength(2)
    expect(output).not.toMatch(/mock\.\w/)
  })

  test.each([
    ['QCI_API_URL', 'QCI_TOKEN', 'https://api.example'],
    ['QCI_TOKEN', 'QCI_API_URL', 'a-token'],
  ])('the quickstart with only %s reports that %s is missing', async (given, missing, value) => {
    const { exitCode, errors } = await runQuickstart({ [given]: value, [missing]: ' ' })
    expect(exitCode).toBe(1)
    expect(errors).toContain(`Set ${missing} too`)
    expect(errors).not.toContain(value)
  })

  test('the quickstart reports a rejected API token', async () => {
    await using api = await startAuthMockServer()
    const { exitCode, errors } = await runQuickstart({ ...api.env, QCI_TOKEN: 'wrong-token' })
    expect(exitCode).toBe(1)
    expect(errors).toContain('401 Unauthorized')
    expect(errors).toContain('Check that QCI_TOKEN belongs to this API')
    expect(errors).not.toContain('wrong-token')
    expect(errors).not.toMatch(/^\s+at /m)
  })

  test('the quickstart reports a refused connection', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    const { exitCode, errors } = await runQuickstart({
      QCI_API_URL: `http://127.0.0.1:${port}`,
      QCI_TOKEN: 'token',
    })
    expect(exitCode).toBe(1)
    expect(errors).toContain('ECONNREFUSED')
  })

  test('the quickstart reports an invalid URL', async () => {
    const { exitCode, errors } = await runQuickstart({ QCI_API_URL: 'api.qci-prod.com', QCI_TOKEN: 'token' })
    expect(exitCode).toBe(1)
    expect(errors).toContain('is not a URL such as https://api.qci-prod.com')
  })
})
