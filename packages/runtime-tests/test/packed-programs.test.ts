import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'

import { findBinary } from '@qci-client/test-support/find-binary'
import { openUserFolder } from '@qci-client/test-support/user-folder'
import { PUBLISHED, readManifest } from '../src/packed/published.ts'

/** Loads an entry point with `require` first, then with `import`, and compares what they return. */
const comparison = `
const entryPoint = process.argv[2]
const required = require(entryPoint)
import(entryPoint).then((imported) => {
  const differing = Object.keys(imported).filter((name) => imported[name] !== required[name])
  console.log(JSON.stringify({ required: Object.keys(required), imported: Object.keys(imported), differing }))
})
`
const program = `
const { AuthClient } = require('@qci-client/auth')
const { startAuthMockServer } = require('@qci-client/auth-mock/server')

startAuthMockServer().then(async (api) => {
  const { Authorization } = await new AuthClient({ env: api.env }).getHeaders()
  console.log(Authorization.split('.')[0])
  await api.close()
})
`

const entryPoints = [
  '@qci-client/auth-api',
  '@qci-client/auth',
  '@qci-client/auth/share',
  '@qci-client/auth/node',
  '@qci-client/auth-mock',
  '@qci-client/auth-mock/cli',
  '@qci-client/auth-mock/node',
  '@qci-client/auth-mock/optimization',
  '@qci-client/auth-mock/server',
]

const user = openUserFolder(inject('installedFolder'))

beforeAll(async () => {
  await user.write('comparison.cjs', comparison)
  await user.write('program.cjs', program)
})

test('the tests below cover every entry point that Node can import', () => {
  const exported = PUBLISHED.flatMap((folder) => {
    const { name, publishConfig } = readManifest(folder)
    return Object.entries(publishConfig.exports ?? {}).flatMap(([path, entryPoint]) =>
      typeof entryPoint === 'object' && entryPoint['node'] !== null ? [name + path.slice(1)] : [],
    )
  })
  expect(exported).toEqual(entryPoints)
})

const nodes = [
  { name: 'Node 22', path: findBinary('node22') },
  { name: 'Node 24', path: findBinary('node') },
  { name: 'Node 26', path: findBinary('node26') },
].filter(({ path }) => path !== undefined || process.env['RUNTIMES'] === 'all')

describe.for(nodes)('$name', ({ name, path = name }) => {
  const run = (...args: string[]) => user.run(path, args, { PATH: dirname(path) })

  test.for(entryPoints)(`in ${name}, require() and import of %s give the same names`, async (entryPoint) => {
    const { code, stdout, stderr } = await run('comparison.cjs', entryPoint)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { required, imported, differing } = JSON.parse(stdout) as Record<string, string[]>
    expect(required?.toSorted()).toEqual(imported?.toSorted())
    expect(required).not.toEqual([])
    // auth and auth-api have a copy for CommonJS. Of the mock, Node loads the same files for both.
    const classes = imported?.filter((one) => one !== 'TOKEN_EXPIRATION_MARGIN_MS')
    expect(differing).toEqual(entryPoint.startsWith('@qci-client/auth-mock') ? [] : classes)
  })

  test.for(['@qci-client/auth-mock/browser', '@qci-client/auth/dist/index.js'])(
    `in ${name}, require() rejects %s, which is not exported`,
    async (file) => {
      expect((await run('comparison.cjs', file)).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
    },
  )

  test(`in ${name}, a CommonJS program gets headers from the mock`, async () => {
    expect(await run('program.cjs')).toEqual({ code: 0, stdout: 'Bearer mock\n', stderr: '' })
  })

  test.for([
    ['auth-cli', 'qci-auth '],
    ['auth-mock', 'qci-auth-mock '],
  ] as const)(`in ${name}, the command of %s starts`, async ([folder, usage]) => {
    const bin = join(user.folder, 'node_modules/@qci-client', folder, 'dist/bin.js')
    const expected = { code: 0, stdout: expect.stringContaining(usage) as string, stderr: '' }
    expect(await run(bin, '--help')).toEqual(expected)
  })
})

test('npx finds the commands', async () => {
  const [command = '', ...args] = process.platform === 'win32' ? ['cmd', '/c', 'npx'] : ['npx']
  const run = await user.run(command, [...args, '--no', 'qci-auth', '--version'])
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) })
})
