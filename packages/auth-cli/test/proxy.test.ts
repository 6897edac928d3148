import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { findBinary } from '@qci-client/test-support/find-binary'
import { run } from './support/command.ts'
import { startProxy } from './support/proxy.ts'
import type { TestProxyOptions } from './support/proxy.ts'
import { noOpenssl } from '@qci-client/test-support/certificates'
import { startTlsFront } from './support/tls.ts'

/** An API at https://api.example, a name that only the proxy knows, and the environment for it. */
async function startWorld(options: Partial<TestProxyOptions> = {}) {
  const stack = new AsyncDisposableStack()
  const api = stack.use(await startAuthMockServer())
  const front = stack.use(await startTlsFront(Number(new URL(api.url).port)))
  const proxy = stack.use(await startProxy({ leadsTo: front.port, ...options }))
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
  test('is asked for in a tunnel', async () => {
    await using world = await startWorld()
    const { status, stdout, stderr } = await run(['token'], { env: world.env })
    expect([status, stderr]).toEqual([0, ''])
    expect(world.api.mock.tokens.isLive(stdout.trim())).toBe(true)
    expect(world.proxy.asked).toEqual(['CONNECT api.example:443'])
  })

  test('is asked for by every command', async () => {
    await using world = await startWorld()
    for (const args of [
      ['headers'],
      ['whoami'],
      ['health'],
      ['version'],
      ['api', '/auth/v1/access-tokens/health'],
    ]) {
      const asked = world.proxy.asked.length
      expect(await run(args, { env: world.env })).toMatchObject({ status: 0, stderr: '' })
      expect(world.proxy.asked.length).toBeGreaterThan(asked)
    }
  })

  test.for(others)('works in $name too', async ({ node }, { skip }) => {
    skip(!node, 'this Node is not installed')
    await using world = await startWorld()
    for (const args of [['token'], ['api', '/auth/v1/access-tokens/health'], ['doctor']]) {
      expect(await run(args, { env: world.env, node })).toMatchObject({ status: 0, stderr: '' })
    }
    expect(new Set(world.proxy.asked)).toEqual(new Set(['CONNECT api.example:443']))
  })

  test('takes the lower case name of the variable first, and an address without http://', async () => {
    await using world = await startWorld()
    const env = { ...world.env, HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: world.proxy.host }
    expect(await run(['health'], { env })).toMatchObject({ status: 0, stderr: '' })
  })

  test('gives the proxy the user name and password of the variable, and shows them nowhere', async () => {
    await using world = await startWorld({ credentials: 'a user:p@ss word' })
    const HTTPS_PROXY = `http://a%20user:p%40ss%20word@${world.proxy.host}`
    for (const args of [['token'], ['doctor'], ['doctor', '--json']]) {
      const { status, stdout, stderr } = await run(args, { env: { ...world.env, HTTPS_PROXY } })
      expect(status).toBe(0)
      expect(stdout + stderr).not.toMatch(/ss.{1,3}word|a.{1,3}user/)
    }
  })

  test('says that the proxy wants a password', async () => {
    await using world = await startWorld({ credentials: 'user:password' })
    for (const args of [['health'], ['api', 'x'], ['doctor']]) {
      const { status, stdout, stderr } = await run(args, { env: world.env })
      expect(status).toBe(4)
      expect(stdout + stderr).toContain('The proxy requires a user name and password')
      expect(stdout + stderr).toContain(
        `The connection goes through the proxy ${world.proxy.host} of HTTPS_PROXY.`,
      )
    }
  })

  test('says that the proxy does not open the way', async () => {
    await using world = await startWorld({ refusesWith: 403 })
    const { status, stderr } = await run(['health'], { env: world.env })
    expect(status).toBe(4)
    expect(stderr).toContain('The proxy refuses to tunnel to this host')
  })

  test.each([['token'], ['api x'], ['doctor']])('%s says so when the proxy is not there', async (line) => {
    await using world = await startWorld()
    const env = { ...world.env, HTTPS_PROXY: 'http://user:s3cret@127.0.0.1:9' }
    const { status, stdout, stderr } = await run(line.split(' '), { env })
    expect(status).toBe(4)
    expect(stdout + stderr).toContain('The connection goes through the proxy 127.0.0.1:9 of HTTPS_PROXY.')
    expect(stdout + stderr).not.toContain('s3cret')
  })

  test.each([['token'], ['api x'], ['doctor']])('%s says so when the proxy hangs', async (line) => {
    await using world = await startWorld({ hangs: true })
    const { status, stdout, stderr } = await run([...line.split(' '), '--timeout', '0.4'], { env: world.env })
    expect(status).toBe(4)
    expect(stdout + stderr).toMatch(
      /No response within .*The connection goes through the proxy 127\.0\.0\.1:\d+ of HTTPS_PROXY\./,
    )
  })

  test('does not go there when NO_PROXY names the host', async () => {
    await using world = await startWorld()
    const QCI_API_URL = `https://127.0.0.1:${world.front.port}`
    expect(await run(['health'], { env: { ...world.env, QCI_API_URL } })).toMatchObject({ status: 0 })
    expect(world.proxy.asked).toHaveLength(1)
    const env = { ...world.env, QCI_API_URL, NO_PROXY: 'other.example, 127.0.0.1' }
    expect(await run(['health'], { env })).toMatchObject({ status: 0, stderr: '' })
    expect(world.proxy.asked).toHaveLength(1)
  })

  test('says what to do about a CA that is not known', async () => {
    await using world = await startWorld()
    const env = { ...world.env, NODE_EXTRA_CA_CERTS: undefined }
    for (const args of [['health'], ['doctor']]) {
      const { status, stdout, stderr } = await run(args, { env })
      expect(status).toBe(4)
      expect(stdout + stderr).toContain('set NODE_EXTRA_CA_CERTS to a PEM file')
    }
  })

  test('the doctor tells the way', async () => {
    await using world = await startWorld()
    const { status, stdout } = await run(['doctor'], { env: world.env })
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
  async function startPlainWorld() {
    const stack = new AsyncDisposableStack()
    const api = stack.use(await startAuthMockServer())
    const proxy = stack.use(await startProxy({ leadsTo: Number(new URL(api.url).port) }))
    const env = { QCI_TOKEN: api.env.QCI_TOKEN, HTTP_PROXY: `http://${proxy.host}` }
    return { api, proxy, env, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }

  test('is asked of the proxy itself, with a warning that it is clear text', async () => {
    await using world = await startPlainWorld()
    const args = ['token', '--allow-insecure', '--url', 'http://api.example']
    const { status, stdout, stderr } = await run(args, { env: world.env })
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\S+\n$/)])
    expect(stderr).toBe(
      'warning: Tokens are sent to api.example in clear text, because insecure connections are allowed.\n',
    )
    expect(world.proxy.asked).toEqual(['POST http://api.example/auth/v1/access-tokens/'])
  })

  test('is not for this machine, which it would leave', async () => {
    await using world = await startPlainWorld()
    const env = { ...world.env, QCI_API_URL: world.api.url }
    expect(await run(['token'], { env })).toMatchObject({ status: 0, stderr: '' })
    expect((await run(['doctor'], { env })).stdout).toContain(
      'none: http: to this machine never uses a proxy',
    )
    expect(world.proxy.asked).toEqual([])
  })
})
