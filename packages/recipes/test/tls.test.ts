import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'
import { type Certificates, createCertificates, noOpenssl } from '@qci-client/test-support/certificates'
import { afterAll, expect, test } from 'vitest'

import { readPage, readRecipes } from './support/recipes.ts'
import { startTunnel } from './support/tunnel.ts'
import { createReader } from './support/user.ts'

const files = await readRecipes()
const reader = await createReader(files)
afterAll(() => reader[Symbol.asyncDispose]())

/** Starts the mock with https. */
function startApi({ key, cert }: Certificates): Promise<AuthMockServer> {
  const tls = { key: key.toString(), cert: cert.toString() }
  return startAuthMockServer({ tls, handlers: createOptimizationApi })
}

test.skipIf(noOpenssl)(
  `corporate-proxy: both programs reach the API through a proxy${noOpenssl}`,
  async () => {
    await using certificates = await createCertificates()
    await using api = await startApi(certificates)
    await using proxy = await startTunnel(Number(new URL(api.url).port))
    const env = {
      ...api.env,
      QCI_API_URL: 'https://api.example',
      HTTPS_PROXY: proxy.url,
      CA_FILE: certificates.caFile,
    }
    const shown = Object.fromEntries(
      [...(await readPage('corporate-proxy')).matchAll(/^export (\w+)=(\S+)/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    )
    expect(Object.keys(shown)).toEqual([
      'NODE_USE_ENV_PROXY',
      'HTTPS_PROXY',
      'NO_PROXY',
      'NODE_EXTRA_CA_CERTS',
    ])
    const nodeEnv = { ...env, NODE_USE_ENV_PROXY: '1', NODE_EXTRA_CA_CERTS: certificates.caFile }
    for (const [program, variables] of [
      ['program.ts', nodeEnv],
      ['undici-proxy.ts', env],
    ] as const) {
      const run = await reader.run(process.execPath, [`corporate-proxy/${program}`], variables)
      expect([program, run]).toMatchObject([program, { stdout: '200\n', code: 0 }])
    }
    expect(new Set(proxy.targets)).toEqual(new Set(['api.example:443']))
  },
)

test.skipIf(noOpenssl)(
  `python-ssl-verify: a TLS error names NODE_EXTRA_CA_CERTS, which fixes it${noOpenssl}`,
  async () => {
    await using certificates = await createCertificates()
    await using api = await startApi(certificates)
    const env = { ...api.env, QCI_API_URL: api.url, QCI_SSL_VERIFY: '0' }
    const connectWith = (variables: Record<string, string>) =>
      reader.run(process.execPath, ['python-ssl-verify/connect.ts'], { ...env, ...variables })
    const [, output] = /^```text\n([^]*?)^```$/m.exec(await readPage('python-ssl-verify')) ?? []
    expect(await connectWith({})).toMatchObject({ stdout: output, code: 0 })
    expect(await connectWith({ NODE_EXTRA_CA_CERTS: certificates.caFile })).toMatchObject({
      stdout: 'connected\n',
    })
  },
)
