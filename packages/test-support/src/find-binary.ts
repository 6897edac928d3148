import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The package whose optional dependencies are the runtimes: Node 22 and 26, Bun, Deno, workerd. */
const runtimesManifest = new URL('../../runtime-tests/package.json', import.meta.url)

/**
 * Finds the program that an installed package brings.
 *
 * @param packageName - One of the optional dependencies of runtime-tests.
 * @returns Its path; undefined when the package or the program is not there.
 */
export function findBinary(packageName: string): string | undefined {
  const manifest = findManifest(packageName)
  if (manifest === undefined) return undefined
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | Record<string, string> }
  const path = join(dirname(manifest), typeof bin === 'string' ? bin : Object.values(bin)[0]!)
  return existsSync(path) ? path : undefined
}

/**
 * Where the package.json of an installed package is.
 *
 * @param from - The module from which the package is resolved.
 */
export function findManifest(packageName: string, from: string | URL = runtimesManifest): string | undefined {
  try {
    return createRequire(from).resolve(`${packageName}/package.json`)
  } catch {
    return undefined
  }
}
