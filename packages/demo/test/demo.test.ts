import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

async function runDemo(
  env: Record<string, string>,
): Promise<{ exitCode: number; output: string; errors: string }> {
  const { QCI_API_URL: _url, QCI_TOKEN: _token, ...inherited } = process.env
  const demo = spawn(process.execPath, ['--conditions=@qci-client/source', main], {
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors, [exitCode]] = await Promise.all([
    text(demo.stdout),
    text(demo.stderr),
    once(demo, 'exit'),
  ])
  return { exitCode: Number(exitCode), output, errors }
}

const steps = ['Configuration', 'Health', 'Version', 'First token', 'Headers', 'From memory', 'Renewal']

describe('the demo', () => {
  test('gets valid headers from the mock when nothing is configured, each step with its time', async () => {
    const { exitCode, output, errors } = await runDemo({})
    expect(errors).toBe('')
    for (const step of steps) expect(output).toMatch(new RegExp(`✓ +[\\d.]+ (µs|ms)  ${step} `))
    expect(output).toContain('1000 further calls took no request')
    expect(output).toContain('1 request, a new token')
    expect(exitCode).toBe(0)
  })

  test('uses the API of the environment, and shows neither token', async () => {
    const apiToken = 'an-api-token-of-the-demo-test'
    await using api = await startAuthMockServer({ apiToken })
    const { exitCode, output } = await runDemo(api.env)
    expect(exitCode).toBe(0)
    expect(output).toContain(api.url)
    expect(output).not.toContain(apiToken)
    expect(api.mock.journal.tokenRequests()).toHaveLength(2)
    expect(output).not.toMatch(/mock\.\w/)
  })

  test.each([
    ['QCI_API_URL', 'QCI_TOKEN', 'https://api.example'],
    ['QCI_TOKEN', 'QCI_API_URL', 'a-token'],
  ])('with %s alone says that %s is missing', async (given, missing, value) => {
    const { exitCode, errors } = await runDemo({ [given]: value, [missing]: ' ' })
    expect(exitCode).toBe(1)
    expect(errors).toContain(`Set ${missing} too`)
    expect(errors).not.toContain(value)
  })

  test('says that a wrong token is refused', async () => {
    await using api = await startAuthMockServer()
    const { exitCode, errors } = await runDemo({ ...api.env, QCI_TOKEN: 'wrong-token' })
    expect(exitCode).toBe(1)
    expect(errors).toContain('401 Unauthorized')
    expect(errors).toContain('is QCI_TOKEN a token of this API')
    expect(errors).not.toContain('wrong-token')
    expect(errors).not.toContain('at ')
  })

  test('says that nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    const { exitCode, errors } = await runDemo({
      QCI_API_URL: `http://127.0.0.1:${port}`,
      QCI_TOKEN: 'token',
    })
    expect(exitCode).toBe(1)
    expect(errors).toContain('ECONNREFUSED')
  })

  test('says that an address is none', async () => {
    const { exitCode, errors } = await runDemo({ QCI_API_URL: 'api.qci-prod.com', QCI_TOKEN: 'token' })
    expect(exitCode).toBe(1)
    expect(errors).toContain('is not a URL such as https://api.qci-prod.com')
  })
})
