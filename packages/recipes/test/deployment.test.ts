import { join } from 'node:path'

import { AuthClient } from '@qci-client/auth'
import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { hasCommand } from '@qci-client/test-support/find-python'
import { afterAll, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

import { findCode, readRecipes } from './support/recipes.ts'
import { createReader } from './support/user.ts'

const files = await readRecipes()
const reader = await createReader(files)
afterAll(() => reader[Symbol.asyncDispose]())

/** Runs a program that uses what a recipe's `client.ts` exports. */
async function runWithClient(recipe: string, program: string, env: Record<string, string>) {
  await reader.write(`${recipe}/program.ts`, `import { client } from './client.ts'\n${program}`)
  return reader.run(process.execPath, [`${recipe}/program.ts`], env)
}

interface Compose {
  services: {
    qci: { command: string[]; healthcheck: { test: string[] } }
    app: { environment: Record<string, string>; depends_on: { qci: { condition: string } } }
  }
}

test('docker-compose: the mock starts with the arguments of the recipe, and its health check passes', async () => {
  const { qci } = (parse(findCode(files, 'docker-compose', 'compose.yaml')) as Compose).services
  const args = qci.command.slice(qci.command.indexOf('qci-auth-mock') + 1)
  expect(args).toContain('--port=4010')
  const bin = join(import.meta.dirname, '../../auth-mock/dist/bin.js')
  const program = `
    import { spawn } from 'node:child_process'
    import { createInterface } from 'node:readline'
    const args = ${JSON.stringify(args.map((arg) => arg.replace('=4010', '=0')))}
    const mock = spawn(process.execPath, [${JSON.stringify(bin)}, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    for await (const url of createInterface(mock.stdout)) {
      const path = new URL(${JSON.stringify(qci.healthcheck.test.at(-1))}).pathname
      console.log((await fetch(new URL(path, url).href.replace('0.0.0.0', '127.0.0.1'))).status)
      mock.kill()
    }
  `
  await reader.write('docker-compose/health.mjs', program)
  const run = await reader.run(process.execPath, ['docker-compose/health.mjs'])
  expect(run).toMatchObject({ stdout: '200\n', code: 0 })
})

test('docker-compose: the environment of the app is a valid configuration', () => {
  const { app } = (parse(findCode(files, 'docker-compose', 'compose.yaml')) as Compose).services
  expect(new AuthClient({ env: app.environment }).url).toBe('http://qci:4010/')
  const { QCI_ALLOW_INSECURE: _allowed, ...secure } = app.environment
  expect(() => new AuthClient({ env: secure })).toThrow(/http/)
})

const hasCompose = hasCommand('docker', 'compose', 'version')
test.skipIf(!hasCompose)(
  'docker-compose: Docker accepts the file (skipped without Docker Compose)',
  async () => {
    const run = await reader.run('docker', [
      'compose',
      '--file',
      'docker-compose/compose.yaml',
      'config',
      '--quiet',
    ])
    expect(run).toMatchObject({ stderr: '', code: 0 })
  },
)

test('kubernetes: the secret is mounted where the client reads the API token', () => {
  const documents = parseAllDocuments(findCode(files, 'kubernetes', 'deployment.yaml')).map(
    (document) => document.toJS() as Record<string, never>,
  )
  expect(documents).toMatchObject([
    { kind: 'Secret', metadata: { name: 'qci' }, stringData: { token: expect.any(String) } },
    {
      kind: 'Deployment',
      spec: {
        selector: { matchLabels: { app: 'app' } },
        template: {
          metadata: { labels: { app: 'app' } },
          spec: {
            containers: [
              { volumeMounts: [{ name: 'qci', mountPath: '/var/run/secrets/qci', readOnly: true }] },
            ],
            volumes: [{ name: 'qci', secret: { secretName: 'qci' } }],
          },
        },
      },
    },
  ])
  expect(findCode(files, 'kubernetes', 'client.ts')).toContain("'/var/run/secrets/qci/token'")
})

test('kubernetes: an API token that is replaced in its file is used without a restart', async () => {
  await using api = await startAuthMockServer({ handlers: createOptimizationApi })
  api.mock.tokens.add('second-api-token')
  const program = `
    import { writeFileSync } from 'node:fs'
    const file = process.env.TOKEN_FILE
    writeFileSync(file, process.env.QCI_TOKEN + '\\n')
    await client.getAccessToken()
    writeFileSync(file, 'second-api-token\\n')
    await client.getAccessToken({ forceRenewal: true })
  `
  const env = { ...api.env, TOKEN_FILE: join(reader.folder, 'token') }
  expect(await runWithClient('kubernetes', program, env)).toMatchObject({ stderr: '', code: 0 })
  const refs = api.mock.journal.tokenRequests().map(({ tokenRef }) => tokenRef)
  expect(new Set(refs).size).toBe(2)
})

test('aws-secrets-manager: the API token is read from the secret', async () => {
  await using api = await startAuthMockServer({ handlers: createOptimizationApi })
  const program = "console.log((await client.fetch('optimization/v1/jobs/allocations')).status)"
  expect(await runWithClient('aws-secrets-manager', program, api.env)).toMatchObject({
    stdout: '200\n',
    code: 0,
  })
})
