import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createUserFolder, type UserFolder } from '@qci-client/test-support/user-folder'
import { installWithMsw } from '../src/packed/install.ts'
import { PUBLISHED } from '../src/packed/tarballs.ts'
import { findBinary } from '@qci-client/test-support/find-binary'

let user: UserFolder

beforeAll(async () => {
  user = await createUserFolder()
  await installWithMsw(user, PUBLISHED)
  for (const file of ['client.mts', 'client.cts']) await user.write(file, client)
  for (const file of ['mock.mts', 'mock.cts']) await user.write(file, mock)
  await user.write('closing.mts', closing)
  await user.write('mistakes.mts', mistakes)
}, 60_000)

afterAll(() => user?.[Symbol.asyncDispose]())

// All declarations are checked but those of TypeScript itself, which would take longer than all others.
const STRICT = [
  '--strict',
  '--exactOptionalPropertyTypes',
  '--noUncheckedIndexedAccess',
  '--skipDefaultLibCheck',
  '--noEmit',
]
const nodenext = ['--module', 'nodenext']
const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler']
const es2022 = ['--target', 'es2022', '--lib', 'es2022,dom']
const typeRoots = join(import.meta.dirname, '../../../node_modules/@types')
const servers = ['--target', 'es2022', '--lib', 'es2022', '--typeRoots', typeRoots, '--types', 'node']

describe.for([
  { name: 'TypeScript 5.9', packageName: 'typescript59' },
  { name: 'TypeScript 6', packageName: 'typescript' },
  { name: 'TypeScript 7', packageName: '@typescript/native' },
])('$name, with every declaration checked,', ({ packageName }) => {
  test.for([
    [
      'takes the client from ESM and CommonJS, knows nothing newer than ES2022, and finds mistakes',
      [...nodenext, ...es2022, 'client.mts', 'client.cts', 'closing.mts', 'mistakes.mts'],
    ],
    ['takes the client as bundlers find it', [...bundler, ...es2022, 'client.mts']],
    [
      'takes the client with the types of Node, without those of pages',
      [...nodenext, ...servers, 'client.mts'],
    ],
    [
      'takes each door of the mock, with ES2023, which msw wants',
      [...nodenext, '--target', 'es2023', 'mock.mts', 'mock.cts'],
    ],
  ] as const)('%s', { timeout: 60_000 }, async ([, flags]) => {
    const tsc = findBinary(packageName)!
    const run = await user.run(process.execPath, [tsc, ...STRICT, ...flags])
    expect(run).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

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
import { setupAuthMock as setupInPage } from '@qci-client/auth-mock/browser'
import { setupAuthMock } from '@qci-client/auth-mock/node'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

const mock: AuthMock = createAuthMock()
export const env: { QCI_API_URL: string; QCI_TOKEN: string } = mock.env
export const doors = [setupAuthMock, setupInPage, startAuthMockServer]
export type InPages = typeof import('@qci-client/auth-mock/browser')
`

const closing = `
import { AuthClient } from '@qci-client/auth'

export async function ask(): Promise<string> {
  using client = new AuthClient()
  return client.getAccessToken()
}
`

const mistakes = `
import { AuthClient } from '@qci-client/auth'

// @ts-expect-error -- a number, in milliseconds
new AuthClient({ timeoutMs: '1000' })
// @ts-expect-error -- the name is apiToken
new AuthClient({ api_token: 'token' })
// @ts-expect-error -- a promise
const token: string = new AuthClient().getAccessToken()
`
