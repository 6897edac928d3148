import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'

import { packagesFolder } from './tarballs.ts'
import type { Manifest } from './tarballs.ts'

const REQUIRED = ['LICENSE', 'README.md', 'package.json']
const ALLOWED = /^(LICENSE|README\.md|THIRD-PARTY\.md|package\.json|openapi\.json|(dist|src)\/.+)$/
const PRIVATE = /(^|\/)(test|tests|__tests__|coverage)\/|\.(test|spec|bench|test-d)\.|(^|\/)\./

/**
 * Checks the content of a tarball for what publint, attw and `npm publish` do not check: superfluous, missing and empty
 * files, source maps, versions of the workspace, paths of this machine, and permissions.
 *
 * @param folder - Where the tarball has been unpacked.
 * @returns One sentence per flaw.
 */
export async function findFlaws(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const manifest = texts[files.indexOf('package.json')] ?? '{}'
  const { bin = {}, private: isPrivate } = JSON.parse(manifest) as Partial<Manifest>
  const modes = Object.values(bin).map(async (path) => [path, (await stat(join(folder, path))).mode] as const)
  return [
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files
      .filter((file) => !ALLOWED.test(file) || PRIVATE.test(file))
      .map((file) => `${file} is superfluous`),
    ...files.filter((_, i) => texts[i]!.trim() === '').map((file) => `${file} is empty`),
    ...files
      .filter((_, i) => texts[i]!.includes(resolve(packagesFolder, '..') + sep))
      .map((file) => `${file} has a path of this machine`),
    ...files.flatMap((file, i) =>
      listReferences(file, texts[i]!)
        .filter((path) => !files.includes(path))
        .map((path) => `${file} refers to ${path}, which is missing`),
    ),
    ...['workspace:', 'catalog:', '@qci-client/source']
      .filter((word) => manifest.includes(word))
      .map((word) => `package.json has ${word}, which only the workspace understands`),
    ...(isPrivate ? ['package.json is private'] : []),
    ...(await Promise.all(modes))
      .filter(([, mode]) => process.platform !== 'win32' && (mode & 0o111) === 0)
      .map(([path]) => `${path} is not executable`),
  ]
}

/** The source map that a module names, or the sources that a source map names. */
function listReferences(file: string, text: string): string[] {
  const names = file.endsWith('.map')
    ? (JSON.parse(text) as { sources: string[] }).sources
    : Array.from(text.matchAll(/^\/\/# sourceMappingURL=(.+)$/gm), ([, name]) => name!)
  return file.startsWith('dist/') ? names.map((name) => posix.join(dirname(file), name)) : []
}
