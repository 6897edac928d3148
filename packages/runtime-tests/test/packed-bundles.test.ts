import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { EdgeVM } from '@edge-runtime/vm'
import { type AuthMockServer, startAuthMockServer } from '@qci-client/auth-mock/server'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { openUserFolder } from '@qci-client/test-support/user-folder'
import { BUNDLERS } from '../src/packed/bundlers.ts'

const EXPECTED = 'same token, 200 health, ERR_QCI_AUTH_API, ERR_QCI_AUTH_CONFIGURATION'

const program = `
import { AuthClient, isQciAuthError } from '@qci-client/auth'
import { createAuthApiClient } from '@qci-client/auth-api'

const codeOf = async (run) => {
  try { await run() } catch (error) { return isQciAuthError(error) ? error.code : String(error) }
}

globalThis.run = async (url, apiToken) => {
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
const typeGuard = `
import { isQciAuthError } from '@qci-client/auth'
globalThis.isQciAuthError = isQciAuthError
`
const mock = `
export * from '@qci-client/auth-mock'
export * from '@qci-client/auth-mock/browser'
`
const runner = `
await import(process.argv[2])
console.log(await run(process.env.QCI_API_URL, process.env.QCI_TOKEN))
`

const user = openUserFolder(inject('installedFolder'))
let api: AuthMockServer

beforeAll(async () => {
  await user.write('program.js', program)
  await user.write('type-guard.js', typeGuard)
  await user.write('mock.js', mock)
  await user.write('runner.js', runner)
  api = await startAuthMockServer()
})

afterAll(() => api?.close())

describe.for(BUNDLERS)('$name', ({ name, bundle }) => {
  const at = (file: string) => join(user.folder, file)

  test(`${name} bundles the client without a warning, and the bundle runs in Node and in Next.js' edge runtime`, async () => {
    expect(await bundle(at('program.js'), at(`${name}.js`))).toEqual([])

    const { stdout, stderr } = await user.run(process.execPath, ['runner.js', `./${name}.js`], api.env)
    expect({ result: stdout.trim(), stderr }).toEqual({ result: EXPECTED, stderr: '' })

    const vm = new EdgeVM({ initialCode: await readFile(at(`${name}.js`), 'utf8') })
    const { QCI_API_URL, QCI_TOKEN } = api.env
    expect(await vm.evaluate<unknown>(`run('${QCI_API_URL}', '${QCI_TOKEN}')`)).toBe(EXPECTED)
  })

  test(`${name} removes what a program does not use`, async () => {
    expect(await bundle(at('type-guard.js'), at(`${name}-type-guard.js`))).toEqual([])
    expect((await readFile(at(`${name}-type-guard.js`))).length).toBeLessThan(300)
  })

  test(`${name} bundles the mock for browsers, where Node's modules are missing, without a warning`, async () => {
    expect(await bundle(at('mock.js'), at(`${name}-mock.js`))).toEqual([])
  })
})
