import { execFile } from 'node:child_process'
import { cp, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

import { findNeeds, findPackage } from './needs.ts'
import { type Published, tarballOf } from './tarballs.ts'

/** A folder in which programs run. */
export interface Installation {
  readonly folder: string
  run(command: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>
}

/**
 * Installs packed packages as a user does, with npm, but without a registry: what they need of others comes out of the
 * workspace, so that nothing is tried that the lock file does not name.
 *
 * @param packages - With all packages of ours that they need: no registry has those.
 * @throws Error with npm's own words.
 */
export async function install(folder: Installation, packages: readonly Published[]): Promise<void> {
  const needs = await Promise.all(findNeeds(packages).map((path) => packAsItIs(path, folder.folder)))
  const flags = ['--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund']
  // On Windows npm is a command file, which only a shell can start.
  const [command, ...before] = process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm']
  const args = ['install', ...flags, '--loglevel=error', ...packages.map(tarballOf), ...needs]
  const { code, stderr } = await folder.run(command, [...before, ...args])
  if (code !== 0) throw new Error(`npm install ended with ${code}: ${stderr}`)
}

/** A tarball of an installed package. Not by `npm pack`, which leaves out files that were published all the same. */
async function packAsItIs(path: string, folder: string): Promise<string> {
  const needs = join(folder, '.needs')
  const name = basename(path)
  // A copy: pnpm links files of the same content to each other, and npm takes no links out of a tarball.
  await cp(path, join(needs, name), { recursive: true })
  await promisify(execFile)('tar', ['-czf', `${name}.tgz`, '--exclude=node_modules', name], { cwd: needs })
  return `./.needs/${name}.tgz`
}

/** The same with msw beside them: that of the workspace itself, for it needs fifty more. */
export async function installWithMsw(folder: Installation, packages: readonly Published[]): Promise<void> {
  await install(folder, packages)
  const msw = findPackage('msw', import.meta.dirname)
  await symlink(msw, join(folder.folder, 'node_modules/msw'), 'junction')
}
