import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'

import { expect, inject, test } from 'vitest'

import { createUserFolder } from '@qci-client/test-support/user-folder'
import { install } from '../src/packed/install.ts'
import { packagesFolder, PUBLISHED, readManifest } from '../src/packed/published.ts'

/** The files that users need: the built modules without tests, and the documents. */
const NEEDED =
  /^(LICENSE|(README|THIRD-PARTY)\.md|openapi\.json|package\.json|dist\/(?!.*\btest\/)[\w/-]+(\.c?js|\.d\.c?ts))$/
/** What only this checkout understands. No file in a tarball has it. */
const LOCAL = [
  'workspace:',
  'catalog:',
  '@qci-client/source',
  'sourceMappingURL',
  resolve(packagesFolder, '..'),
]

test('every package that is not private is published', async () => {
  // A folder without a manifest is what a removed package leaves behind in a checkout.
  const names = (await readdir(packagesFolder)).filter((name) =>
    existsSync(join(packagesFolder, name, 'package.json')),
  )
  expect(names.filter((name) => !readManifest(name).private)).toEqual(PUBLISHED.toSorted())
})

test.for(PUBLISHED)('%s is an ES module with an MIT license and names its Node versions', (name) => {
  // auth and auth-api are published as CommonJS too.
  const node = name === 'auth' || name === 'auth-api' ? '>=20' : '>=22.12'
  expect(readManifest(name)).toMatchObject({ license: 'MIT', engines: { node }, type: 'module' })
})

test.for(PUBLISHED)('the tarball of %s has all files that users need and no other', async (name) => {
  const files = await readFiles(join(inject('installedFolder'), 'node_modules/@qci-client', name))
  const paths = [...files.keys()]
  expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']))
  expect(paths.filter((path) => !NEEDED.test(path))).toEqual([])
})

test.for(PUBLISHED)('no file in the tarball of %s is empty or refers to this checkout', async (name) => {
  const files = await readFiles(join(inject('installedFolder'), 'node_modules/@qci-client', name))
  const isFlawed = (text: string) => text.trim() === '' || LOCAL.some((word) => text.includes(word))
  expect([...files].filter(([, text]) => isFlawed(text)).map(([path]) => path)).toEqual([])
})

test('@qci-client/auth installs as four packages with less than 0.7 MB', { timeout: 60_000 }, async () => {
  await using user = await createUserFolder()
  await install(user, ['auth', 'auth-api'])
  const modules = join(user.folder, 'node_modules')
  const lock = await readFile(join(modules, '.package-lock.json'), 'utf8')
  const { packages } = JSON.parse(lock) as { packages: object }
  const names = ['@qci-client/auth', '@qci-client/auth-api', 'openapi-fetch', 'openapi-typescript-helpers']
  expect(Object.keys(packages)).toEqual(names.map((name) => `node_modules/${name}`))
  const texts = [...(await readFiles(modules)).values()]
  expect(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)).toBeLessThan(700_000)
})

/** Reads all files of a folder: their paths, and their text. */
async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = async (path: string) =>
    [relative(folder, path).replaceAll(sep, '/'), await readFile(path, 'utf8')] as const
  return new Map(await Promise.all(paths.map(read)))
}
