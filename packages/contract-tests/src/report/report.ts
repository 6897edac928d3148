import { isOfOperation } from '../cases/case.ts'
import type { ConformanceCase } from '../cases/case.ts'
import type { Certainty, CheckName, Problem } from '../checks/problem.ts'
import type { CaseOutcome } from '../run-cases.ts'

/** One fault of the server, however many cases show it. */
export interface Finding {
  readonly check: CheckName
  readonly operationId: string
  /** Methods, operation and what is wrong: `PUT, PATCH getAccessTokensHealth: responds 405 without Allow`. */
  readonly message: string
  readonly certainty: Certainty
  /** Ids of the cases that show the fault, the simplest first. Pass one as `only` to run it alone. */
  readonly cases: readonly string[]
  /** A command that sends the first of the cases. Credentials are environment variables. */
  readonly curl: string
}

/** The result of one case. */
export interface CaseResult {
  readonly id: string
  readonly operationId: string
  /** Undefined when there was no response. */
  readonly status: number | undefined
  readonly durationMs: number
  /** The messages of the failed checks. */
  readonly failures: readonly string[]
  /** The command that sends the request again. */
  readonly toCurl: () => string
}

/** The result of a run. */
export interface ConformanceReport {
  readonly baseUrl: string
  readonly profile: 'mock' | 'live'
  readonly seed: number
  /** Whether there are cases and no findings. */
  readonly ok: boolean
  /** The failures. */
  readonly findings: readonly Finding[]
  /** Deviations that are no failures. */
  readonly drift: readonly Finding[]
  readonly results: readonly CaseResult[]
  /** A line for everything that was not tried, with the reason. */
  readonly skipped: readonly string[]
  /** The statuses seen of each operation: `postAccessTokens 200`. */
  readonly seen: readonly string[]
}

/** The input of {@link createReport}. */
export interface ReportOptions extends Pick<ConformanceReport, 'baseUrl' | 'profile' | 'seed' | 'skipped'> {
  readonly outcomes: readonly CaseOutcome[]
  readonly toCurl: (one: ConformanceCase) => string
}

/** Creates a report: problems of several cases that have one cause become one finding. */
export function createReport({ outcomes, toCurl, ...facts }: ReportOptions): ConformanceReport {
  const isFailure = ({ certainty }: Problem): boolean =>
    certainty === 'stated' || (certainty === 'assumed' && facts.profile === 'mock')
  // random cases come last, however short
  const sizeOf = (one: ConformanceCase): number =>
    toCurl(one).length + (one.id.includes('/random-') ? 1e9 : 0)
  const toFinding = ({ problem, cases, simplest }: ProblemGroup): Finding => ({
    check: problem.check,
    operationId: simplest.operation.operationId,
    message: toMessage(cases, problem),
    certainty: problem.certainty,
    cases: [simplest, ...cases.filter((one) => one !== simplest)].map(({ id }) => id),
    curl: toCurl(simplest),
  })
  const groups = dropConsequences(groupProblems(outcomes, sizeOf))
  const findings = groups.filter(({ problem }) => isFailure(problem)).map(toFinding)
  const drift = groups.filter(({ problem }) => !isFailure(problem)).map(toFinding)
  const results = outcomes.map(({ one, status, durationMs, problems }): CaseResult => {
    const failures = problems.filter(isFailure).map((problem) => toMessage([one], problem))
    const { id, operation } = one
    return { id, operationId: operation.operationId, status, durationMs, failures, toCurl: () => toCurl(one) }
  })
  const ofOperations = outcomes.filter(({ one, status }) => status !== undefined && isOfOperation(one))
  const seen = new Set(ofOperations.map(({ one, status }) => `${one.operation.operationId} ${status}`))
  const ok = findings.length === 0 && results.length > 0
  return { ...facts, ok, findings, drift, results, seen: [...seen].toSorted() }
}

/** The message about cases of one operation. */
function toMessage(cases: readonly ConformanceCase[], { message }: Problem): string {
  const methods = new Set(cases.map(({ request }) => request.method))
  return `${[...methods].join(', ')} ${cases[0]!.operation.operationId}: ${message}`
}

/** The cases of one operation that have the same problem. */
interface ProblemGroup {
  problem: Problem
  simplest: ConformanceCase
  readonly cases: ConformanceCase[]
}

function groupProblems(
  outcomes: readonly CaseOutcome[],
  sizeOf: (one: ConformanceCase) => number,
): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>()
  for (const { one, problems } of outcomes) {
    for (const problem of problems) {
      const { check, certainty, message, key: own = message } = problem
      const key = [one.operation.operationId, check, certainty, own].join(' ')
      const group = groups.get(key) ?? { problem, simplest: one, cases: [] }
      group.cases.push(one)
      if (sizeOf(one) < sizeOf(group.simplest)) Object.assign(group, { problem, simplest: one })
      groups.set(key, group)
    }
  }
  return [...groups.values()]
}

/** Removes groups that another group of the same operation and check explains. */
function dropConsequences(groups: readonly ProblemGroup[]): ProblemGroup[] {
  const isConsequence = ({ problem }: ProblemGroup, cause: ProblemGroup): boolean => {
    // a server that rejects the plain request rejects the variants of it, too
    if (problem.check === 'positive-rejected') return cause.cases.some(({ id }) => id.endsWith('/example'))
    // a server that ignores a rule ignores it together with others, too
    const { brokenRules = [] } = problem
    const [rule, ...more] = cause.problem.brokenRules ?? []
    return brokenRules.length > 1 && rule !== undefined && more.length === 0 && brokenRules.includes(rule)
  }
  const isOfOneCheck = (group: ProblemGroup, other: ProblemGroup): boolean =>
    group.problem.check === other.problem.check && group.simplest.operation === other.simplest.operation
  return groups.filter((group) => {
    const others = groups.filter((other) => other !== group && isOfOneCheck(group, other))
    return !others.some((cause) => isConsequence(group, cause))
  })
}
