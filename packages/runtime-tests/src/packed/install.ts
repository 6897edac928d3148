import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { type Published, tarballOf } from './tarballs.ts'

/** A folder in which programs run. */
export interface Installation {
  run(command: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>
}

/**
 * Installs packed packages as a user does, with npm. What they need comes from npm's cache where it has it.
 *
 * @param packages - With all packages of ours that they need: no registry has those.
 * @throws Error with npm's own words.
 */
export async function install(
  folder: Installation,
  packages: readonly Published[],
  further: readonly string[] = [],
): Promise<void> {
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const wanted = [...packages.map(tarballOf), ...further]
  // On Windows npm is a command file, which only a shell can start.
  const [command, ...before] = process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm']
  const { code, stderr } = await folder.run(command, [...before, 'install', ...flags, ...wanted])
  if (code !== 0) throw new Error(`npm install ended with ${code}: ${stderr}`)
}

/** The msw that the workspace has, as npm asks for it: the newest one may be one that nobody has tried. */
export function mswOfWorkspace(): string {
  const manifest = createRequire(import.meta.url).resolve('msw/package.json')
  return `msw@${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}`
}
