import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readBlocks } from '@qci-client/test-support/readme'
import { createUserFolder, type UserFolder } from '@qci-client/test-support/user-folder'
import { install, link } from '../src/packed/install.ts'

const LIMIT_MS = 60_000

const shared = ['ts-jest', 'typescript', '@babel/core', '@babel/plugin-transform-modules-commonjs']

describe.for([
  { version: 'Jest 29', jest: 'jest29', jsdom: 'jest-environment-jsdom29' },
  { version: 'Jest 30', jest: 'jest', jsdom: 'jest-environment-jsdom' },
])('$version runs, without flags or settings for the packages,', ({ jest, jsdom }) => {
  let user: UserFolder

  /** Runs one test file and returns how it ended. */
  const run = async (file: string, text: string, ...flags: string[]): Promise<string> => {
    await user.write(file, text)
    const { code, stderr } = await user.run(process.execPath, [
      'node_modules/jest/bin/jest.js',
      file,
      ...flags,
    ])
    return code === 0 ? (/^Tests: .*/m.exec(stderr)?.[0] ?? stderr) : stderr
  }

  beforeAll(async () => {
    user = await createUserFolder()
    await user.write('package.json', '{ "private": true }') // CommonJS, as `npm init` makes it
    await install(user, ['auth', 'auth-api'])
    await link(user, 'jest', jest)
    await link(user, 'jest-environment-jsdom', jsdom)
    await Promise.all(shared.map((name) => link(user, name)))
  }, LIMIT_MS)

  afterAll(() => user?.[Symbol.asyncDispose]())

  test('the example of the README', { timeout: LIMIT_MS }, async () => {
    const blocks = await readBlocks(new URL('../../auth/README.md', import.meta.url))
    const example = blocks.find(({ code }) => code.includes('jest.spyOn'))!
    expect(await run('orders.test.js', example.code)).toBe('Tests:       1 passed, 1 total')
  })

  test('a test with import, by Babel', { timeout: LIMIT_MS }, async () => {
    await user.write('babel.config.json', '{ "plugins": ["@babel/plugin-transform-modules-commonjs"] }')
    expect(await run('babel.test.js', withoutTypes)).toBe('Tests:       2 passed, 2 total')
  })

  test('a test in TypeScript, by ts-jest', { timeout: LIMIT_MS }, async () => {
    await user.write('tsconfig.json', tsconfig)
    expect(await run('typescript.test.ts', imports, '--preset', 'ts-jest')).toBe(
      'Tests:       2 passed, 2 total',
    )
  })

  test(
    'a test in jsdom, where a request fails with an error that names what is missing',
    { timeout: LIMIT_MS },
    async () => {
      expect(await run('jsdom.test.js', inJsdom, '--env', 'jsdom')).toBe('Tests:       4 passed, 4 total')
    },
  )
})

const tsconfig = JSON.stringify({
  compilerOptions: {
    module: 'node16',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    esModuleInterop: true,
    skipLibCheck: true,
  },
})

const imports = `
import { AuthClient, ConfigurationError, isQciAuthError } from '@qci-client/auth'
import { createAuthApiClient } from '@qci-client/auth-api'

declare const test: any, expect: any
test('clients can be created', () => {
  expect(new AuthClient({ url: 'https://api.example', apiToken: 'x' }).url).toBe('https://api.example/')
  expect(createAuthApiClient({ baseUrl: 'https://api.example' })).toHaveProperty('GET')
})
test('errors can be recognized', async () => {
  const client = new AuthClient({ url: 'http://127.0.0.1:1', apiToken: 'x', maxRetries: 0 })
  const error = await client.getHeaders().catch((caught: unknown) => caught)
  expect(isQciAuthError(error)).toBe(true)
  expect(error).toHaveProperty('code', 'ERR_QCI_AUTH_CONNECTION')
  expect(() => new AuthClient({ env: {} })).toThrow(ConfigurationError)
})
`

const withoutTypes = imports.replace(/^declare .*$/m, '').replaceAll(': unknown', '')

const inJsdom = `
const { AuthClient } = require('@qci-client/auth')

test('clients can be created and mocked', async () => {
  const client = new AuthClient({ url: 'https://api.example', apiToken: 'x' })
  jest.spyOn(client, 'getHeaders').mockResolvedValue({ Authorization: 'mocked' })
  expect(await client.getHeaders()).toEqual({ Authorization: 'mocked' })
})
test.each([
  (client) => client.getHeaders(),
  (client) => client.fetch('jobs', { headers: { a: '1' } }),
  (client) => client.fetch('https://elsewhere.example'),
])('a request fails with a typed error', async (send) => {
  const error = await send(new AuthClient({ url: 'https://api.example', apiToken: 'x' })).catch((caught) => caught)
  expect(error).toHaveProperty('code', 'ERR_QCI_AUTH_CONFIGURATION')
  expect(error.message).toMatch(/This environment has no fetch, .*Response.*jest-fixed-jsdom/)
})
`
