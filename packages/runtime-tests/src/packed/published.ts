import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The published packages, by their folders in `packages/`. */
export const PUBLISHED = ['auth-api', 'auth', 'auth-mock', 'auth-cli'] as const

export type Published = (typeof PUBLISHED)[number]

/** What the tests read of a package.json. */
export interface Manifest {
  name: string
  private?: boolean
  publishConfig: { exports?: Record<string, string | Record<string, unknown>> }
}

export const packagesFolder: string = resolve(import.meta.dirname, '../../..')

/** Reads the package.json of a folder in `packages/`. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(packagesFolder, folder, 'package.json'), 'utf8')) as Manifest
}
