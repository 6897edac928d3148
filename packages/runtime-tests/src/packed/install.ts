import { existsSync, realpathSync } from 'node:fs'
import { cp, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { UserFolder } from '@qci-client/test-support/user-folder'
import { packagesFolder, type Published, readManifest, tarballOf } from './tarballs.ts'

/**
 * Installs packed packages with npm, as users do, but without a registry: their dependencies are copied from the
 * workspace first, so that the versions are those of the lockfile.
 *
 * @param packages - Including those that they depend on.
 * @throws Error with npm's output.
 */
export async function install(user: UserFolder, packages: readonly Published[]): Promise<void> {
  const dependencies = new Map<string, string>()
  for (const name of packages) addDependencies(join(packagesFolder, name), dependencies)
  for (const [name, path] of dependencies) {
    // oxlint-disable-next-line no-await-in-loop -- a handful of small folders
    await cp(path, join(user.folder, 'node_modules', name), { recursive: true })
  }
  const flags = ['--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund']
  // On Windows npm is a batch file, which only a shell can start.
  const [command, ...before] = process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm']
  const args = [...before, 'install', ...flags, '--loglevel=error', ...packages.map(tarballOf)]
  const { code, stderr } = await user.run(command, args)
  if (code !== 0) throw new Error(`npm install ended with ${code}: ${stderr}`)
}

/** Copies a package of the workspace, without its dependencies. */
export async function copyPackage(user: UserFolder, name: string): Promise<void> {
  await cp(findPackage(name, import.meta.dirname), join(user.folder, 'node_modules', name), {
    recursive: true,
  })
}

/** Links a package of the workspace, with its dependencies. */
export async function linkPackage(user: UserFolder, name: string): Promise<void> {
  const path = findPackage(name, import.meta.dirname)
  await symlink(path, join(user.folder, 'node_modules', name), 'junction')
}

/** Adds the dependencies of a package and those of the dependencies: their names, and where the workspace has them. */
function addDependencies(folder: string, found: Map<string, string>): void {
  for (const name of Object.keys(readManifest(folder).dependencies ?? {})) {
    if (name.startsWith('@qci-client/') || found.has(name)) continue
    const path = findPackage(name, folder)
    found.set(name, path)
    addDependencies(path, found)
  }
}

function findPackage(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name)
    if (existsSync(path)) return realpathSync(path)
    if (folder === dirname(folder)) throw new Error(`${name}, a dependency of ${from}, is not installed`)
  }
}
