import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { findBinary } from '@qci-client/test-support/find-binary'
import { run } from './support/command.ts'
import { startProxy } from './support/proxy.ts'
import type { TestProxyOptions } from './support/proxy.ts'
import { noOpenssl } from '@qci-client/test-support/certificates'
import { startTlsFront } from './support/tls.ts'

/** An API at https://api.example, a name that only the proxy knows, and the environment for it. */
async function startSetup(options: Partial<TestProxyOptions> = {}) {
  const stack = new AsyncDisposableStack()
  const api = stack.use(await startAuthMockServer())
  const front = stack.use(await startTlsFront(Number(new URL(api.url).port)))
  const proxy = stack.use(await startProxy({ forwardsTo: front.port, ...options }))
  const env: Record<string, string | undefined> = {
    QCI_API_URL: 'https://api.example',
    QCI_TOKEN: api.env.QCI_TOKEN,
    HTTPS_PROXY: `http://${proxy.host}`,
    NODE_EXTRA_CA_CERTS: front.caFile,
  }
  return { api, front, proxy, env, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const others = ['node22', 'node26'].map((name) => ({ name, node: findBinary(name) ?? '' }))

describe.skipIf(noOpenssl)(`https: through a proxy${noOpenssl}`, () => {
  test('https: is requested through a tunnel of the proxy', async () => {
    await using setup = await startSetup()
    const { status, stdout, stderr } = await run(['token'], { env: setup.env })
    expect([status, stderr]).toEqual([0, ''])
    expect(setup.api.mock.tokens.isLive(stdout.trim())).toBe(true)
    expect(setup.proxy.requests).toEqual(['CONNECT api.example:443'])
  })

  test('every command uses the proxy', async () => {
    await using setup = await startSetup()
    for (const args of [
      ['headers'],
      ['whoami'],
      ['health'],
      ['version'],
      ['api', '/auth/v1/access-tokens/health'],
    ]) {
      const count = setup.proxy.requests.length
      expect(await run(args, { env: setup.env })).toMatchObject({ status: 0, stderr: '' })
      expect(setup.proxy.requests.length).toBeGreaterThan(count)
    }
  })

  test.for(others)('the proxy is used in $name too', async ({ node }, { skip }) => {
    skip(!node, 'this Node is not installed')
    await using setup = await startSetup()
    for (const args of [['token'], ['api', '/auth/v1/access-tokens/health'], ['doctor']]) {
      expect(await run(args, { env: setup.env, node })).toMatchObject({ status: 0, stderr: '' })
    }
    expect(new Set(setup.proxy.requests)).toEqual(new Set(['CONNECT api.example:443']))
  })

  test('https_proxy is used before HTTPS_PROXY, and may omit http://', async () => {
    await using setup = await startSetup()
    const env = { ...setup.env, HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: setup.proxy.host }
    expect(await run(['health'], { env })).toMatchObject({ status: 0, stderr: '' })
  })

  test('the proxy receives user name and password, which are shown nowhere', async () => {
    await using setup = await startSetup({ credentials: 'a user:p@ss word' })
    const HTTPS_PROXY = `http://a%20user:p%40ss%20word@${setup.proxy.host}`
    for (const args of [['token'], ['doctor'], ['doctor', '--json']]) {
      const { status, stdout, stderr } = await run(args, { env: { ...setup.env, HTTPS_PROXY } })
      expect(status).toBe(0)
      expect(stdout + stderr).not.toMatch(/ss.{1,3}word|a.{1,3}user/)
    }
  })

  test('an error says that the proxy requires a password', async () => {
    await using setup = await startSetup({ credentials: 'user:password' })
    for (const args of [['health'], ['api', 'x'], ['doctor']]) {
      const { status, stdout, stderr } = await run(args, { env: setup.env })
      expect(status).toBe(4)
      expect(stdout + stderr).toContain('The proxy requires a user name and password')
      expect(stdout + stderr).toContain(
        `The connection goes through the proxy ${setup.proxy.host}, set in HTTPS_PROXY.`,
      )
    }
  })

  test('an error says that the proxy refuses to tunnel', async () => {
    await using setup = await startSetup({ rejectsWith: 403 })
    const { status, stderr } = await run(['health'], { env: setup.env })
    expect(status).toBe(4)
    expect(stderr).toContain('The proxy refuses to tunnel to this host')
  })

  test.each([['token'], ['api x'], ['doctor']])('%s reports a proxy that does not listen', async (line) => {
    await using setup = await startSetup()
    const env = { ...setup.env, HTTPS_PROXY: 'http://user:s3cret@127.0.0.1:9' }
    const { status, stdout, stderr } = await run(line.split(' '), { env })
    expect(status).toBe(4)
    expect(stdout + stderr).toContain(
      'The connection goes through the proxy 127.0.0.1:9, set in HTTPS_PROXY.',
    )
    expect(stdout + stderr).not.toContain('s3cret')
  })

  test.each([['token'], ['api x'], ['doctor']])('%s reports a proxy that does not respond', async (line) => {
    await using setup = await startSetup({ hangs: true })
    const { status, stdout, stderr } = await run([...line.split(' '), '--timeout', '0.4'], { env: setup.env })
    expect(status).toBe(4)
    expect(stdout + stderr).toMatch(
      /No response within .*The connection goes through the proxy 127\.0\.0\.1:\d+, set in HTTPS_PROXY\./,
    )
  })

  test('a host that NO_PROXY names is reached directly', async () => {
    await using setup = await startSetup()
    const QCI_API_URL = `https://127.0.0.1:${setup.front.port}`
    expect(await run(['health'], { env: { ...setup.env, QCI_API_URL } })).toMatchObject({ status: 0 })
    expect(setup.proxy.requests).toHaveLength(1)
    const env = { ...setup.env, QCI_API_URL, NO_PROXY: 'other.example, 127.0.0.1' }
    expect(await run(['health'], { env })).toMatchObject({ status: 0, stderr: '' })
    expect(setup.proxy.requests).toHaveLength(1)
  })

  test('an error says what to do about an untrusted CA', async () => {
    await using setup = await startSetup()
    const env = { ...setup.env, NODE_EXTRA_CA_CERTS: undefined }
    for (const args of [['health'], ['doctor']]) {
      const { status, stdout, stderr } = await run(args, { env })
      expect(status).toBe(4)
      expect(stdout + stderr).toContain('set NODE_EXTRA_CA_CERTS to a PEM file')
    }
  })

  test('doctor shows which proxy is used', async () => {
    await using setup = await startSetup()
    const { status, stdout } = await run(['doctor'], { env: setup.env })
    expect(status).toBe(0)
    expect(stdout).toMatch(/✓ .* Proxy +127\.0\.0\.1:\d+ of HTTPS_PROXY \(set: HTTPS_PROXY\)\n/)
    expect(stdout).toMatch(/✓ .* Connection +to api\.example port 443 through 127\.0\.0\.1:\d+\n/)
    expect(stdout).toMatch(/✓ .* CA certificates +Node's own and 1 of NODE_EXTRA_CA_CERTS\n/)
    expect(stdout).toMatch(
      /✓ .* TLS +TLSv1\.3, certificate of api\.example by A CA of the tests, valid until \d/,
    )
  })
})

describe('http: through a proxy', () => {
  async function startPlainSetup() {
    const stack = new AsyncDisposableStack()
    const api = stack.use(await startAuthMockServer())
    const proxy = stack.use(await startProxy({ forwardsTo: Number(new URL(api.url).port) }))
    const env = { QCI_TOKEN: api.env.QCI_TOKEN, HTTP_PROXY: `http://${proxy.host}` }
    return { api, proxy, env, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }

  test('http: is requested from the proxy itself, with a warning of clear text', async () => {
    await using setup = await startPlainSetup()
    const args = ['token', '--allow-insecure', '--url', 'http://api.example']
    const { status, stdout, stderr } = await run(args, { env: setup.env })
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\S+\n$/)])
    expect(stderr).toBe(
      'warning: Tokens are sent to api.example in clear text, because insecure connections are allowed.\n',
    )
    expect(setup.proxy.requests).toEqual(['POST http://api.example/auth/v1/access-tokens/'])
  })

  test('http: to this machine never uses a proxy', async () => {
    await using setup = await startPlainSetup()
    // NODE_USE_ENV_PROXY makes Node's own clients use proxies for every host.
    const env = { ...setup.env, QCI_API_URL: setup.api.url, NODE_USE_ENV_PROXY: '1' }
    expect(await run(['token'], { env })).toMatchObject({ status: 0, stderr: '' })
    expect((await run(['doctor'], { env })).stdout).toContain(
      'none: plain http to this machine never uses a proxy',
    )
    expect(setup.proxy.requests).toEqual([])
  })
})
