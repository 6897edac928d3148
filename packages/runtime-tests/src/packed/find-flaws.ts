import { readFile, stat } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

import { listFiles } from './list-files.ts'

/** What npm takes along, beside the folders that `files` names. */
const AT_THE_TOP = ['LICENSE', 'README.md', 'package.json']
const OURS_ALONE = /(^|\/)(test|tests|__tests__|coverage)\/|\.(test|spec|bench|test-d)\.|(^|\/)\./
const workspace = fileURLToPath(new URL('../../../..', import.meta.url))

/** What is said of itself by the package that is to be published. */
interface Manifest {
  private?: boolean
  version?: string
  bin?: Record<string, string>
  exports?: unknown
}

/**
 * Looks through a package as it would be published.
 *
 * @param folder - Where its tarball has been unpacked.
 * @returns A sentence for each thing that users should not get, or would miss.
 */
export async function findFlaws(folder: string): Promise<string[]> {
  const files = await listFiles(folder)
  const manifest = await readFile(join(folder, 'package.json'), 'utf8')
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return [
    ...AT_THE_TOP.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.flatMap((file, i) => [
      ...findFlawsOfFile(file, texts[i]!),
      ...findMissing(file, texts[i]!, files),
    ]),
    ...findFlawsOfManifest(manifest, files),
    ...(await findFlawsOfCommands(JSON.parse(manifest) as Manifest, folder)),
  ]
}

function findFlawsOfFile(file: string, text: string): string[] {
  const isExpected = /^(dist|src)\//.test(file) || AT_THE_TOP.includes(file)
  return [
    ...(isExpected && !OURS_ALONE.test(file) ? [] : [`${file} is nothing for users`]),
    ...(text.includes(workspace) ? [`${file} tells where it was made`] : []),
    ...(text.trim() === '' ? [`${file} is empty`] : []),
  ]
}

/** Maps that are named but not there, and sources that maps name but that are not there. */
function findMissing(file: string, text: string, files: readonly string[]): string[] {
  const sources = file.endsWith('.map') ? (JSON.parse(text) as { sources: string[] }).sources : []
  const isCode = file.startsWith('dist/') && !file.endsWith('.map')
  const maps = isCode ? Array.from(text.matchAll(/^\/\/# sourceMappingURL=(.+)$/gm), ([, map]) => map!) : []
  return [...sources, ...maps]
    .map((named) => posix.join(dirname(file), named))
    .filter((named) => !files.includes(named))
    .map((named) => `${file} names ${named}, which is not there`)
}

function findFlawsOfManifest(text: string, files: readonly string[]): string[] {
  const manifest = JSON.parse(text) as Manifest
  const targets = text.matchAll(/"\.\/((?:dist|src)\/[^"]+)"/g)
  return [
    ...(manifest.private ? ['package.json is private'] : []),
    ...(/^\d+\.\d+\.\d+/.test(manifest.version ?? '') ? [] : ['package.json has no version']),
    ...['workspace:', 'catalog:', '@qci-client/source']
      .filter((word) => text.includes(word))
      .map((word) => `package.json says ${word}, which means something in the workspace only`),
    ...Array.from(targets, ([, target]) => target!)
      .filter((target) => !files.includes(target))
      .map((target) => `package.json names ${target}, which is not there`),
  ]
}

/** Commands must say what runs them, and may be run. */
async function findFlawsOfCommands({ bin = {} }: Manifest, folder: string): Promise<string[]> {
  const flaws = Object.values(bin).map(async (path) => {
    const text = await readFile(join(folder, path), 'utf8').catch(() => '')
    if (!text.startsWith('#!/usr/bin/env node\n')) return [`${path} does not say that Node runs it`]
    const isExecutable = process.platform === 'win32' || ((await stat(join(folder, path))).mode & 0o111) !== 0
    return isExecutable ? [] : [`${path} is not executable`]
  })
  return (await Promise.all(flaws)).flat()
}
