import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createUserFolder, type Run, type UserFolder } from '@qci-client/test-support/user-folder'
import { listDoors } from '../src/packed/doors.ts'
import { installWithMsw } from '../src/packed/install.ts'
import { PUBLISHED } from '../src/packed/tarballs.ts'
import { findBinary } from '@qci-client/test-support/find-binary'
import { createNode } from '../src/runtimes/node.ts'
import { isLeftOut } from './support/test-runtime.ts'

const LIMIT_MS = 60_000

const nodes = [
  { name: 'Node 22', packageName: 'node22' },
  { name: 'Node 24', packageName: 'node' },
  { name: 'Node 26', packageName: 'node26' },
]

let user: UserFolder

beforeAll(async () => {
  user = await createUserFolder()
  await installWithMsw(user, PUBLISHED)
  await user.write('compare.cjs', comparison)
  await user.write('program.cjs', program)
}, LIMIT_MS)

afterAll(() => user?.[Symbol.asyncDispose]())

test('each door of each published package is tried', () => {
  expect(listDoors()).toEqual([
    '@qci-client/auth-api',
    '@qci-client/auth',
    '@qci-client/auth-mock',
    '@qci-client/auth-mock/node',
    '@qci-client/auth-mock/server',
  ])
})

for (const { name, packageName } of nodes) {
  describe.skipIf(isLeftOut(createNode(name, packageName)))(`in ${name}`, () => {
    const node = findBinary(packageName) ?? packageName
    const run = (...args: string[]): Promise<Run> => user.run(node, args, { PATH: dirname(node) })

    test.for(listDoors())('require() of %s gives what import gives, and warns of nothing', async (door) => {
      const { code, stdout, stderr } = await run('compare.cjs', door)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { required, imported, differing } = JSON.parse(stdout) as Record<string, string[]>
      expect(required).toEqual(imported)
      expect(required).not.toEqual([])
      expect(differing).toEqual([])
    })

    test.for(['@qci-client/auth-mock/browser', '@qci-client/auth/dist/index.js'])(
      'require() of %s is refused',
      async (path) => {
        const { stderr } = await run('compare.cjs', path)
        expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
      },
    )

    test('a program in CommonJS gets headers from the mock', async () => {
      expect(await run('program.cjs')).toEqual({ code: 0, stdout: 'Bearer mock\n', stderr: '' })
    })

    test('the commands start', async () => {
      for (const [packageOf, word] of [
        ['auth-cli', 'qci-auth'],
        ['auth-mock', 'qci-auth-mock'],
      ] as const) {
        const bin = join(user.folder, 'node_modules/@qci-client', packageOf, 'dist/bin.js')
        const { code, stdout, stderr } = await run(bin, '--help')
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(stdout).toContain(`${word} `)
      }
    })
  })
}

test('npx finds the commands', async () => {
  const npx = process.platform === 'win32' ? ['cmd', '/c', 'npx'] : ['npx']
  const run = await user.run(npx[0]!, [...npx.slice(1), '--no', 'qci-auth', '--version'])
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) })
})

/** Requires a door first, so that nothing has loaded it before. */
const comparison = `
const door = process.argv[2]
const required = require(door)
import(door).then((imported) => {
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
