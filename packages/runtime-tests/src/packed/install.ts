import { realpathSync } from 'node:fs'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { UserFolder } from '@qci-client/test-support/user-folder'
import { packagesFolder, type Published } from './published.ts'

/** All packages that the published ones depend on. Without another one, npm fails. */
const DEPENDENCIES = ['openapi-fetch', 'openapi-typescript-helpers']

/**
 * Installs packed packages with npm, as users do, but without a registry: their dependencies are copied from the
 * workspace first, so that the versions are those of the lockfile.
 *
 * @param packages - Including those that they depend on.
 * @throws Error with npm's output.
 */
export async function install(user: UserFolder, packages: readonly Published[]): Promise<void> {
  const modules = dirname(realpathSync(join(packagesFolder, 'auth-api/node_modules/openapi-fetch')))
  for (const name of DEPENDENCIES) {
    // oxlint-disable-next-line no-await-in-loop -- two small folders
    await cp(realpathSync(join(modules, name)), join(user.folder, 'node_modules', name), { recursive: true })
  }
  const flags = ['--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund']
  // On Windows npm is a batch file, which only a shell can start.
  const [command, ...before] = process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm']
  const tarballs = packages.map((name) => join(packagesFolder, name, '.pack.tgz'))
  const { code, stderr } = await user.run(command, [
    ...before,
    'install',
    ...flags,
    '--loglevel=error',
    ...tarballs,
  ])
  if (code !== 0) throw new Error(`npm install failed. Did "pnpm exec turbo run tarball" run?\n${stderr}`)
}

/**
 * Links a package of this workspace, with its dependencies.
 *
 * @param alias - The name under which it is a dependency of this package.
 */
export async function link(user: UserFolder, name: string, alias: string = name): Promise<void> {
  const path = join(user.folder, 'node_modules', name)
  await mkdir(dirname(path), { recursive: true })
  await symlink(join(packagesFolder, 'runtime-tests/node_modules', alias), path, 'junction')
}
