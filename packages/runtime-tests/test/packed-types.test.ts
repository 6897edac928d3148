import { join } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'

import { findBinary } from '@qci-client/test-support/find-binary'
import { openUserFolder } from '@qci-client/test-support/user-folder'

const client = `
import { AuthClient, type AuthClientOptions, isQciAuthError, authMiddleware } from '@qci-client/auth'
import { createAuthApiClient, type AccessTokensPostResponseBody } from '@qci-client/auth-api'

const options: AuthClientOptions = { url: 'https://api.example', apiToken: () => 'token', timeoutMs: 1_000 }
const client = new AuthClient(options)
export const token: Promise<string> = client.getAccessToken()
const api = createAuthApiClient({ baseUrl: client.url })
api.use(authMiddleware(client))
export const body: Promise<AccessTokensPostResponseBody | undefined> = api
  .POST('/auth/v1/access-tokens/', { body: { refresh_token: 'x' } })
  .then(({ data }) => data)
export const status = (error: unknown): number | undefined =>
  isQciAuthError(error) && error.code === 'ERR_QCI_AUTH_API' ? error.status : undefined
`
const mock = `
import { type AuthMock, createAuthMock } from '@qci-client/auth-mock'
import { setupAuthMock as setupInBrowser } from '@qci-client/auth-mock/browser'
import { setupAuthMock } from '@qci-client/auth-mock/node'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

const mock: AuthMock = createAuthMock()
export const env: { QCI_API_URL: string; QCI_TOKEN: string } = mock.env
export const entryPoints = [setupAuthMock, setupInBrowser, startAuthMockServer]
export type Browser = typeof import('@qci-client/auth-mock/browser')
`
const files = {
  'client.mts': client,
  'client.cts': client,
  'mock.mts': mock,
  'mock.cts': mock,
  'disposal.mts': `
import { AuthClient } from '@qci-client/auth'

export async function getToken(): Promise<string> {
  using client = new AuthClient()
  return client.getAccessToken()
}
`,
  'mistakes.mts': `
import { AuthClient } from '@qci-client/auth'

// @ts-expect-error -- a number, in milliseconds
new AuthClient({ timeoutMs: '1000' })
// @ts-expect-error -- the name is apiToken
new AuthClient({ api_token: 'token' })
// @ts-expect-error -- a promise
const token: string = new AuthClient().getAccessToken()
`,
}

const user = openUserFolder(inject('installedFolder'))

beforeAll(() => Promise.all(Object.entries(files).map(([file, text]) => user.write(file, text))))

// `attw` checks how each module resolution finds the declarations; these tests check what is in them. All are checked except TypeScript's own, which take longer than the others together.
const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
const common = [...strict, '--skipDefaultLibCheck', '--noEmit', '--module']
const es2022 = ['--target', 'es2022', '--lib', 'es2022,dom']
const typeRoots = join(import.meta.dirname, '../../../node_modules/@types')
const server = ['--target', 'es2022', '--lib', 'es2022', '--typeRoots', typeRoots, '--types', 'node']

describe.for([
  ['TypeScript 5.9', 'typescript59'],
  ['TypeScript 6', 'typescript'],
  ['TypeScript 7', '@typescript/native'],
] as const)('%s', ([name, packageName]) => {
  test.for([
    [
      'accepts the client from ESM and CommonJS with ES2022, and reports mistakes',
      ['nodenext', ...es2022, 'client.mts', 'client.cts', 'disposal.mts', 'mistakes.mts'],
    ],
    ['accepts the client with the types of Node instead of the DOM', ['nodenext', ...server, 'client.mts']],
    [
      'accepts each entry point of the mock with ES2023, which msw needs',
      ['nodenext', '--target', 'es2023', 'mock.mts', 'mock.cts'],
    ],
  ] as const)(`${name} %s`, { timeout: 60_000 }, async ([, flags]) => {
    const run = await user.run(process.execPath, [findBinary(packageName)!, ...common, ...flags])
    expect(run).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})
