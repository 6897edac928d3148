import type { Finding, Traits } from '../suite/law.ts'
import type { Settings } from '../suite/world.ts'

/** A runtime that the suite is run in. */
export interface Runtime {
  /** As titles and tables call it. */
  name: string
  traits: Traits
  /** Undefined when it can be started here; else how to get it. */
  leftOut: string | undefined
  /**
   * Sees in it whether the laws hold, one after the other.
   *
   * @param folder - Where the packages are installed, with the suite beside them.
   * @returns A finding for each, also when the runtime crashes or hangs.
   */
  check(titles: string[], settings: Settings, folder: string): Promise<Finding[]>
}

/** How to get a runtime that is an optional dependency of this package. */
export function howToGet(packageName: string): string {
  const platform = `${process.platform}-${process.arch}`
  return `"${packageName}", an optional dependency of packages/runtime-tests, is not installed: run "pnpm install --force", or see whether it is published for ${platform}`
}

/**
 * Why a runtime is left out that takes a while, and is tried when all are wanted. Not in `pnpm test`: those that
 * have no file system and no process differ less from release to release.
 */
export function unlessAllAreWanted(): string | undefined {
  return process.env['RUNTIMES'] === 'all' ? undefined : 'run "pnpm test:runtimes"'
}
