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

/** Runs a program that asks https://api.example, behind a proxy. */
async function runBehindProxy(node: string, program: string, env: Record<string, string>) {
  await using api = await startAuthMockServer()
  await using front = await startTlsFront(Number(new URL(api.url).port))
  await using proxy = await startProxy({ leadsTo: front.port })
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
  return { stdout, asked: proxy.asked }
}

describe.skipIf(noOpenssl)(`the client goes through a proxy as its README says${noOpenssl}`, () => {
  test.for(nodes)('when $name is told to as it starts', async ({ node }, { skip }) => {
    skip(!node, 'this Node is not installed')
    expect(whenStarted).toMatch(/^NODE_USE_ENV_PROXY=1 HTTPS_PROXY=\S+ node /)
    const { stdout, asked } = await runBehindProxy(node, plain, { NODE_USE_ENV_PROXY: '1' })
    expect([stdout, asked]).toEqual(['OK\n', ['CONNECT api.example:443']])
  })

  test.for(nodes)('when the program decides so in $name', async ({ node }, { skip }) => {
    skip(!node, 'this Node is not installed')
    const { stdout, asked } = await runBehindProxy(node, inProgram, {})
    expect([stdout, asked]).toEqual(['OK\n', ['CONNECT api.example:443']])
  })
})
