import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Published } from './tarballs.ts'

interface Manifest {
  dependencies?: Record<string, string>
}

/** The folders of all that these packages need of others, and that those need, as the workspace has them. */
export function findNeeds(packages: readonly Published[]): string[] {
  const found = new Set<string>()
  const visit = (folder: string) => {
    for (const name of Object.keys(readManifest(folder).dependencies ?? {})) {
      const needed = findPackage(name, folder)
      if (name.startsWith('@qci-client/') || found.has(needed)) continue
      found.add(needed)
      visit(needed)
    }
  }
  for (const name of packages) visit(fileURLToPath(new URL(`../../../${name}`, import.meta.url)))
  return [...found]
}

/**
 * Where a package is that another one names.
 *
 * @param from - The folder of that other one.
 * @throws Error when it is not installed.
 */
export function findPackage(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name)
    if (existsSync(path)) return realpathSync(path)
    if (folder === dirname(folder)) throw new Error(`${name}, which ${from} needs, is not installed`)
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
