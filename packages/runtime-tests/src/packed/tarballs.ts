import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folders in `packages/` of what is published. */
export const PUBLISHED = ['auth-api', 'auth', 'auth-mock', 'auth-cli'] as const

export type Published = (typeof PUBLISHED)[number]

/**
 * The file that is published of a package, as the task `tarball` packed it.
 *
 * @throws Error when it has not been packed.
 */
export function tarballOf(name: Published): string {
  const path = fileURLToPath(new URL(`../../../${name}/.pack.tgz`, import.meta.url))
  if (!existsSync(path)) throw new Error(`${path} is not there: run "pnpm exec turbo run tarball".`)
  return path
}
