import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { EdgeVM } from '@edge-runtime/vm'
import { type AuthMockServer, startAuthMockServer } from '@qci-client/auth-mock/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createUserFolder, type UserFolder } from '@qci-client/test-support/user-folder'
import { BUNDLERS } from '../src/packed/bundlers.ts'
import { install } from '../src/packed/install.ts'

let user: UserFolder
let api: AuthMockServer

beforeAll(async () => {
  user = await createUserFolder()
  await install(user, ['auth', 'auth-api'])
  await user.write('program.js', program)
  await user.write('guard.js', guard)
  await user.write('run.js', run)
  api = await startAuthMockServer()
}, 60_000)

afterAll(async () => {
  await api?.close()
  await user?.[Symbol.asyncDispose]()
})

describe.for(BUNDLERS)('what $name makes of the installed packages', ({ name, bundle }) => {
  const at = (file: string) => join(user.folder, file)
  const warnings: string[] = []

  beforeAll(async () => {
    warnings.push(...(await bundle(at('program.js'), at(`${name}.js`))))
    warnings.push(...(await bundle(at('guard.js'), at(`${name}-guard.js`))))
  }, 60_000)

  test('is made without a warning', () => {
    expect(warnings).toEqual([])
  })

  test('runs in Node', async () => {
    const { stdout, stderr } = await user.run(process.execPath, ['run.js', `./${name}.js`], api.env)
    expect({ answers: stdout.trim(), stderr }).toEqual({ answers: EXPECTED, stderr: '' })
  })

  test('runs in the edge runtime that Next.js has', async () => {
    const vm = new EdgeVM({ initialCode: await readFile(at(`${name}.js`), 'utf8') })
    const { QCI_API_URL, QCI_TOKEN } = api.env
    const answers: unknown = await vm.evaluate(`ask(${JSON.stringify([QCI_API_URL, QCI_TOKEN])})`)
    expect(answers).toBe(EXPECTED)
  })

  test('holds nothing that the program does not use', async () => {
    expect((await readFile(at(`${name}-guard.js`))).length).toBeLessThan(300)
  })
})

const EXPECTED = 'same token, 200 health, ERR_QCI_AUTH_API, ERR_QCI_AUTH_CONFIGURATION'

const program = `
import { AuthClient, isQciAuthError } from '@qci-client/auth'
import { createAuthApiClient } from '@qci-client/auth-api'

const codeOf = async (work) => {
  try { await work() } catch (error) { return isQciAuthError(error) ? error.code : String(error) }
}

globalThis.ask = async ([url, apiToken]) => {
  const client = new AuthClient({ url, apiToken, env: {} })
  const { Authorization } = await client.getHeaders()
  const { response } = await createAuthApiClient({ baseUrl: url }).GET('/auth/v1/access-tokens/health')
  return [
    Authorization === 'Bearer ' + (await client.getAccessToken()) ? 'same token' : 'another token',
    response.status + ' health',
    await codeOf(() => new AuthClient({ url, apiToken: 'wrong', env: {} }).getAccessToken()),
    await codeOf(() => new AuthClient({ env: {} })),
  ].join(', ')
}
`

const guard = `
import { isQciAuthError } from '@qci-client/auth'
globalThis.isQciAuthError = isQciAuthError
`

const run = `
await import(process.argv[2])
console.log(await ask([process.env.QCI_API_URL, process.env.QCI_TOKEN]))
`
