import type { Certainty, CheckName } from '../checks/problem.ts'

/** One fault, however many cases show it. */
export interface Finding {
  readonly check: CheckName
  readonly operationId: string
  /** What is wrong, in a sentence. */
  readonly message: string
  /** Whether the contract says so, only assumes so, or it is a matter of taste. */
  readonly certainty: Certainty
  /** The ids of the cases that show it, the plainest first: give one as `only` to run it alone. */
  readonly cases: readonly string[]
  /** A command that sends the first of them. Credentials stand there as variables. */
  readonly curl: string
}

/** What became of one case. */
export interface CaseResult {
  readonly id: string
  readonly operationId: string
  /** The status of the answer; undefined when none came. */
  readonly status: number | undefined
  readonly durationMs: number
  /** The messages of what it failed for. */
  readonly failures: readonly string[]
  /** The command that sends its request once more. */
  readonly toCurl: () => string
}

/** What a run found. */
export interface ConformanceReport {
  readonly baseUrl: string
  readonly profile: 'mock' | 'live'
  readonly seed: number
  /** Whether nothing failed, and something was asked. */
  readonly ok: boolean
  /** What is wrong. */
  readonly findings: readonly Finding[]
  /** What is other than described, and no failure. */
  readonly drift: readonly Finding[]
  readonly results: readonly CaseResult[]
  /** What was not tried, and why: a line each. */
  readonly leftOut: readonly string[]
  /** Which statuses were seen of each operation: `postAccessTokens 200`. */
  readonly seen: readonly string[]
}
