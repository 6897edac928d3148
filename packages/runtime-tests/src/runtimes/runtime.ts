import type { RuntimeFeatures, SuiteInput, TestResult } from '../suite/suite-input.ts'

/** How long the suite may run in one runtime, in milliseconds. */
export const TIMEOUT_MS = 50_000

/** A runtime in which the suite runs. */
export interface Runtime {
  name: string
  /** For readers: the command, or what starts it. */
  howToRun: string
  features: RuntimeFeatures
  /** Whether it is not part of `pnpm test`. */
  isSlow: boolean
  /** Why it cannot run here, and how to change that; undefined when it can. */
  missing: string | undefined
  /**
   * Runs the suite.
   *
   * @param folder - Where the packages are installed, with the suite next to them.
   * @throws Error when the runtime crashes or hangs.
   */
  run: (input: SuiteInput, folder: string) => Promise<RuntimeResult>
}

/** The results of one runtime. */
export interface RuntimeResult {
  /** The runtime's version. */
  version: string
  tests: TestResult[]
}

/** How to install a runtime that is an optional dependency of this package. */
export function howToInstall(packageName: string): string {
  return (
    `The optional dependency "${packageName}" of packages/runtime-tests is not installed. ` +
    `Run "pnpm install --force"; if that does not help, it is not published for ${process.platform}-${process.arch}.`
  )
}

/** Why to skip a runtime, or nothing. With `RUNTIMES=all` none is skipped: then the tests of a missing one fail. */
export function getSkipReason({ isSlow, missing }: Runtime): string {
  if (process.env['RUNTIMES'] === 'all') return ''
  return missing ?? (isSlow ? 'Run "pnpm test:runtimes".' : '')
}
