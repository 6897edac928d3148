import { dirname } from 'node:path'

import { type AuthMockServer, startAuthMockServer } from '@qci-client/auth-mock/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBinary } from '@qci-client/test-support/find-binary'
import { createUserFolder, type UserFolder } from '@qci-client/test-support/user-folder'
import { install } from '../src/packed/install.ts'

/** What a program does with both packages, however it has loaded them. */
const body = `
async function main({ AuthClient, isQciAuthError }, { createAuthApiClient }) {
  const client = new AuthClient({ onEvent() {} })
  const { Authorization } = await client.getHeaders()
  const response = await client.fetch('auth/v1/access-tokens/health')
  const health = await createAuthApiClient({ baseUrl: client.url }).GET('/auth/v1/access-tokens/health')
  client[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
  const error = await client.getAccessToken().catch((caught) => caught)
  console.log(Authorization.split('.')[0], response.status, health.response.status, isQciAuthError(error), error.code)
}
`

const node = findBinary('node20') ?? 'node20'

describe.skipIf(node === 'node20' && process.env['RUNTIMES'] !== 'all')('in Node 20', () => {
  let user: UserFolder
  let api: AuthMockServer

  beforeAll(async () => {
    user = await createUserFolder()
    await install(user, ['auth', 'auth-api'])
    const names = ['@qci-client/auth', '@qci-client/auth-api']
    await user.write('program.cjs', `${body}main(${names.map((name) => `require('${name}')`).join(', ')})`)
    await user.write(
      'program.mjs',
      `${body}main(${names.map((name) => `await import('${name}')`).join(', ')})`,
    )
    api = await startAuthMockServer()
  }, 60_000)

  afterAll(async () => {
    await api?.close()
    await user?.[Symbol.asyncDispose]()
  })

  test.for(['program.cjs', 'program.mjs'])(
    '%s gets headers, sends requests and closes its client',
    async (file) => {
      // The first releases of Node 20 cannot require() ESM at all.
      const flags = file.endsWith('.cjs') ? ['--no-experimental-require-module'] : []
      const run = await user.run(node, [...flags, file], { PATH: dirname(node), ...api.env })
      expect(run).toEqual({
        code: 0,
        stdout: 'Bearer mock 200 200 true ERR_QCI_AUTH_ABORTED\n',
        stderr: '',
      })
    },
  )
})
