import { existsSync } from 'node:fs'
import { appendFile, chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { publint } from 'publint'
import { describe, expect, test } from 'vitest'

import { createUserFolder } from '@qci-client/test-support/user-folder'
import { findFlaws } from '../src/packed/find-flaws.ts'
import { install } from '../src/packed/install.ts'
import { packagesFolder, PUBLISHED, readManifest, unpack } from '../src/packed/tarballs.ts'

const isWindows = process.platform === 'win32'

test('every package that is not private is published', async () => {
  // A folder without a manifest is what a removed package leaves behind in a checkout.
  const names = (await readdir(packagesFolder)).filter((name) =>
    existsSync(join(packagesFolder, name, 'package.json')),
  )
  expect(names.filter((name) => !readManifest(name).private)).toEqual(PUBLISHED.toSorted())
})

test.for(PUBLISHED)(
  '%s has the license and module type of all packages, and names the Node versions',
  (name) => {
    // auth and auth-api are published as CommonJS too.
    const node = name === 'auth' || name === 'auth-api' ? '>=20' : '>=22.12'
    const expected = { license: 'MIT', engines: { node }, type: 'module' }
    expect(readManifest(name)).toMatchObject(expected)
  },
)

test.for(PUBLISHED)('the tarball of %s has everything that users need and nothing else', async (name) => {
  await using unpacked = await unpack(name)
  expect(await findFlaws(unpacked.folder)).toEqual([])
})

describe('findFlaws finds', () => {
  test.for<[flaw: string, damage: (folder: string) => Promise<unknown>]>([
    ['README.md is missing', (at) => rm(`${at}/README.md`)],
    ['LICENSE is missing', (at) => rm(`${at}/LICENSE`)],
    ['LICENSE is empty', (at) => writeFile(`${at}/LICENSE`, '\n')],
    ['dist/a.test.ts is superfluous', (at) => writeFile(`${at}/dist/a.test.ts`, '//')],
    ['dist/.env is superfluous', (at) => writeFile(`${at}/dist/.env`, 'A=1')],
    ['api/a.md is superfluous', (at) => mkdir(`${at}/api`).then(() => writeFile(`${at}/api/a.md`, 'text'))],
    [
      'dist/bin.js refers to dist/bin.js.map, which is missing',
      (at) => appendFile(`${at}/dist/bin.js`, '\n//# sourceMappingURL=bin.js.map\n'),
    ],
    [
      'dist/bin.js.map refers to src/bin.ts, which is missing',
      (at) => writeFile(`${at}/dist/bin.js.map`, '{"sources":["../src/bin.ts"]}'),
    ],
    ['package.json has workspace:, which only the workspace understands', setVersion('workspace:^')],
    ['package.json has catalog:, which only the workspace understands', setVersion('catalog:')],
    ['package.json is private', (at) => replace(`${at}/package.json`, '{', '{ "private": true,')],
    [
      'dist/bin.js has a path of this machine',
      (at) => appendFile(`${at}/dist/bin.js`, `// ${packagesFolder}`),
    ],
  ])('%s', async ([flaw, damage]) => {
    await using unpacked = await unpack('auth-mock')
    await damage(unpacked.folder)
    expect(await findFlaws(unpacked.folder)).toContain(flaw)
  })

  test.skipIf(isWindows)('./dist/bin.js is not executable', async () => {
    await using unpacked = await unpack('auth-cli')
    await chmod(`${unpacked.folder}/dist/bin.js`, 0o644)
    expect(await findFlaws(unpacked.folder)).toEqual(['./dist/bin.js is not executable'])
  })
})

// `pack-check` runs publint. attw finds the first of these, too; `npm publish --dry-run` finds a missing version.
test.for<[code: string, damage: (folder: string) => Promise<unknown>]>([
  ['FILE_DOES_NOT_EXIST', (at) => rm(`${at}/dist/server.d.ts`)],
  ['FILE_DOES_NOT_EXIST', (at) => rm(`${at}/dist/server.js`)],
  ['BIN_FILE_NOT_EXECUTABLE', (at) => replace(`${at}/dist/bin.js`, '#!', '//')],
])('publint finds %s', async ([code, damage]) => {
  await using unpacked = await unpack('auth-mock')
  await damage(unpacked.folder)
  const { messages } = await publint({ pkgDir: unpacked.folder, pack: false, strict: true })
  expect(messages.map((message) => message.code)).toEqual([code])
})

test('@qci-client/auth installs as four packages with less than 0.7 MB', async () => {
  await using user = await createUserFolder()
  await install(user, ['auth', 'auth-api'])
  const modules = join(user.folder, 'node_modules')
  const files = await readdir(modules, { recursive: true, withFileTypes: true })
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  const manifests = paths.filter((path) => /(?<!dist.cjs.)package\.json$/.test(path))
  expect(manifests.map((path) => path.slice(modules.length + 1, -'/package.json'.length)).toSorted()).toEqual(
    ['@qci-client/auth', '@qci-client/auth-api', 'openapi-fetch', 'openapi-typescript-helpers'],
  )
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(700_000)
}, 60_000)

function setVersion(version: string) {
  return (folder: string) => replace(`${folder}/package.json`, /"\^0[^"]*"/, `"${version}"`)
}

async function replace(file: string, text: string | RegExp, by: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(text, by))
}
