import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { readBlocks } from '@qci-client/test-support/readme'
import { findBinary } from '@qci-client/test-support/find-binary'
import { toBareEnv } from './support/command.ts'
import { startProxy } from './support/proxy.ts'
import { noOpenssl } from '@qci-client/test-support/certificates'
import { startTlsFront } from './support/tls.ts'

const blocks = await readBlocks(new URL('../../auth/README.md', import.meta.url))
const inProgram = blocks.find(({ code }) => code.includes('EnvHttpProxyAgent'))!.code
const whenStarted = blocks.find(({ code }) => code.includes('NODE_USE_ENV_PROXY=1'))!.code
const plain = inProgram.replaceAll(/^import .*undici'\n|^install\(\)\n|^setGlobal.*\n/gm, '')

const nodes = [
  { name: 'the Node of the tests', node: process.execPath },
  { name: 'Node 22', node: findBinary('node22') ?? '' },
  { name: 'Node 26', node: findBinary('node26') ?? '' },
]

/** Runs a program that calls https://api.example through a proxy. */
async function runBehindProxy(node: string, program: string, env: Record<string, string>) {
  await using api = await startAuthMockServer()
  await using front = await startTlsFront(Number(new URL(api.url).port))
  await using proxy = await startProxy({ forwardsTo: front.port })
  const child = spawn(node, ['--input-type=module-typescript', '--eval', program], {
    cwd: fileURLToPath(new URL('..', import.meta.url)), // where both packages are installed
    env: toBareEnv({
      QCI_API_URL: 'https://api.example',
      QCI_TOKEN: api.env.QCI_TOKEN,
      HTTPS_PROXY: `http://${proxy.host}`,
      NODE_EXTRA_CA_CERTS: front.caFile,
      ...env,
    }),
  })
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { stdout, requests: proxy.requests }
}

describe.skipIf(noOpenssl)(`the client goes through a proxy as its README says${noOpenssl}`, () => {
  test.for(nodes)(
    'the client uses a proxy when $name is started with NODE_USE_ENV_PROXY=1',
    async ({ node }, { skip }) => {
      skip(!node, 'this Node is not installed')
      expect(whenStarted).toMatch(/^NODE_USE_ENV_PROXY=1 HTTPS_PROXY=\S+ node /)
      const { stdout, requests } = await runBehindProxy(node, plain, { NODE_USE_ENV_PROXY: '1' })
      expect([stdout, requests]).toEqual(['OK\n', ['CONNECT api.example:443']])
    },
  )

  test.for(nodes)(
    'the client uses a proxy when the program installs one in $name',
    async ({ node }, { skip }) => {
      skip(!node, 'this Node is not installed')
      const { stdout, requests } = await runBehindProxy(node, inProgram, {})
      expect([stdout, requests]).toEqual(['OK\n', ['CONNECT api.example:443']])
    },
  )
})
