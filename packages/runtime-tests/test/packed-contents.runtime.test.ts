import { appendFile, chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

import { createUserFolder } from '@qci-client/test-support/user-folder'
import { findFlaws } from '../src/packed/find-flaws.ts'
import { install } from '../src/packed/install.ts'
import { countBytes } from '../src/packed/list-files.ts'
import { PUBLISHED } from '../src/packed/tarballs.ts'
import { unpack } from '../src/packed/unpack.ts'

const packages = join(import.meta.dirname, '../..')

test('what is published is what is not private', async () => {
  const names = (await readdir(packages)).filter((name) => !name.startsWith('.'))
  const isPublic = await Promise.all(names.map(async (name) => !(await readManifest(name))['private']))
  expect(names.filter((_, i) => isPublic[i])).toEqual(PUBLISHED.toSorted())
})

test('all of them have the same licence, terms and Node', async () => {
  const manifests = await Promise.all(PUBLISHED.map(readManifest))
  const [first, ...others] = manifests.map(({ license, engines, type }) => ({ license, engines, type }))
  expect(first).toEqual({ license: 'MIT', engines: { node: '>=22.12' }, type: 'module' })
  for (const other of others) expect(other).toEqual(first)
})

test.for(PUBLISHED)('the tarball of %s has all that users need, and nothing else', async (name) => {
  await using unpacked = await unpack(name)
  expect(await findFlaws(unpacked.folder)).toEqual([])
})

describe('a tarball is refused', () => {
  test.for<[flaw: string, how: string, spoil: (folder: string) => Promise<unknown>]>([
    ['README.md is missing', 'without its README', (at) => rm(`${at}/README.md`)],
    ['LICENSE is missing', 'without its licence', (at) => rm(`${at}/LICENSE`)],
    ['LICENSE is empty', 'with an empty file', (at) => writeFile(`${at}/LICENSE`, '\n')],
    ['src/a.test.ts is nothing for users', 'with a test', (at) => writeFile(`${at}/src/a.test.ts`, '//')],
    ['src/.env is nothing for users', 'with a hidden file', (at) => writeFile(`${at}/src/.env`, 'A=1')],
    ['api/a.md is nothing for users', 'with a folder of ours', (at) => writeBelow(at, 'api/a.md')],
    [
      'dist/index.js.map names src/index.ts, which is not there',
      'without a source that a map names',
      (at) => rm(`${at}/src/index.ts`),
    ],
    [
      'dist/bin.js names dist/bin.js.map, which is not there',
      'without a map that a module names',
      (at) => rm(`${at}/dist/bin.js.map`),
    ],
    [
      'package.json says workspace:, which means something in the workspace only',
      'with a version of the workspace',
      (at) => replace(`${at}/package.json`, /"\^0[^"]*"/, '"workspace:^"'),
    ],
    [
      'package.json says catalog:, which means something in the workspace only',
      'with a version of the catalog',
      (at) => replace(`${at}/package.json`, /"\^0[^"]*"/, '"catalog:"'),
    ],
    [
      'package.json names dist/server.d.ts, which is not there',
      'without the declarations of a door',
      (at) => rm(`${at}/dist/server.d.ts`),
    ],
    [
      'package.json is private',
      'that may not be published',
      (at) => replace(`${at}/package.json`, '{', '{ "private": true,'),
    ],
    [
      'package.json has no version',
      'without a version',
      (at) => replace(`${at}/package.json`, /"version": "[^"]*",/, ''),
    ],
    [
      'dist/index.js tells where it was made',
      'with a path of ours',
      (at) => writePath(`${at}/dist/index.js`),
    ],
    [
      './dist/bin.js does not say that Node runs it',
      'with a command that no shell can start',
      (at) => replace(`${at}/dist/bin.js`, '#!', '//'),
    ],
  ])('for "%s", %s', async ([flaw, , spoil]) => {
    await using unpacked = await unpack('auth-mock')
    await spoil(unpacked.folder)
    expect(await findFlaws(unpacked.folder)).toContain(flaw)
  })

  test.skipIf(process.platform === 'win32')('with a command that may not be run', async () => {
    await using unpacked = await unpack('auth-cli')
    await chmod(`${unpacked.folder}/dist/bin.js`, 0o644)
    expect(await findFlaws(unpacked.folder)).toEqual(['./dist/bin.js is not executable'])
  })
})

test('@qci-client/auth installs as four packages, under 0.6 MB', async () => {
  await using user = await createUserFolder()
  await install(user, ['auth', 'auth-api'])
  const modules = join(user.folder, 'node_modules')
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as { packages: object }
  expect(Object.keys(lock.packages)).toEqual([
    'node_modules/@qci-client/auth',
    'node_modules/@qci-client/auth-api',
    'node_modules/openapi-fetch',
    'node_modules/openapi-typescript-helpers',
  ])
  await rm(join(modules, '.package-lock.json')) // npm's, not the packages'
  expect(await countBytes(modules)).toBeLessThan(600_000)
}, 60_000)

async function readManifest(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(packages, name, 'package.json'), 'utf8')) as Record<string, unknown>
}

async function replace(file: string, what: string | RegExp, by: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(what, by))
}

async function writeBelow(folder: string, file: string): Promise<void> {
  await mkdir(join(folder, file, '..'))
  await writeFile(join(folder, file), 'text')
}

async function writePath(file: string): Promise<void> {
  await appendFile(file, `\n// ${join(packages, '..')}/packages/auth-mock/src/index.ts\n`)
}
