import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** The published packages, by their folders in `packages/`. */
export const PUBLISHED = ['auth-api', 'auth', 'auth-mock', 'auth-cli'] as const

export type Published = (typeof PUBLISHED)[number]

/** What the tests read of a package.json. */
export interface Manifest {
  name: string
  private?: boolean
  license: string
  type: string
  engines: Record<string, string>
  bin?: Record<string, string>
  dependencies?: Record<string, string>
  publishConfig: { exports?: Record<string, string | Record<string, unknown>> }
}

export const packagesFolder: string = resolve(import.meta.dirname, '../../..')

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(resolve(packagesFolder, folder, 'package.json'), 'utf8')) as Manifest
}

/**
 * The tarball to publish, as the task `tarball` packed it.
 *
 * @throws Error when it does not exist.
 */
export function tarballOf(name: Published): string {
  const path = join(packagesFolder, name, '.pack.tgz')
  if (!existsSync(path)) throw new Error(`${path} does not exist. Run "pnpm exec turbo run tarball".`)
  return path
}

/** The content of a tarball in a temporary folder. */
export interface Unpacked extends AsyncDisposable {
  readonly folder: string
}

export async function unpack(name: Published): Promise<Unpacked> {
  const parent = await mkdtemp(join(tmpdir(), 'unpacked-'))
  // With `cwd`: some versions of `tar` take the part before a colon, as in C:\, for a host.
  await promisify(execFile)('tar', ['-xzf', tarballOf(name)], { cwd: parent })
  return {
    folder: join(parent, 'package'),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true }),
  }
}
