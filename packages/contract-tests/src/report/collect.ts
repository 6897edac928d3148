import type { ConformanceCase } from '../cases/case.ts'
import type { Certainty, Problem } from '../checks/problem.ts'
import type { CaseResult, ConformanceReport, Finding } from './report.ts'

/** Puts a report together, one case after the other. */
export interface Collector {
  add(
    one: ConformanceCase,
    status: number | undefined,
    durationMs: number,
    problems: readonly Problem[],
  ): void
  leaveOut(line: string): void
  report(): ConformanceReport
}

/** The cases that show one fault, and the problem as the plainest of them shows it. */
interface Fault {
  readonly operationId: string
  readonly problem: Problem
  readonly cases: readonly string[]
  readonly curl: string
}

/**
 * A report without a case.
 *
 * @param toCommand - Makes the curl line of a case; asked for only where it is shown.
 */
export function createCollector(
  facts: Pick<ConformanceReport, 'baseUrl' | 'profile' | 'seed'>,
  leftOutBefore: readonly string[],
  toCommand: (one: ConformanceCase) => string,
): Collector {
  const faults = new Map<string, Fault>()
  const results: CaseResult[] = []
  const leftOut = [...leftOutBefore]
  const seen = new Set<string>()

  const isFailure = (certainty: Certainty): boolean =>
    certainty === 'stated' || (certainty === 'assumed' && facts.profile === 'mock')

  function note(problem: Problem, one: ConformanceCase): void {
    const { id, operation } = one
    const curl = toCommand(one)
    const key = `${problem.key} ${problem.certainty}`
    const known = faults.get(key)
    // the shortest request shows it best, and one that has a name better than one made up by chance
    const isPlainer = !known || sizeOf(id, curl) < sizeOf(known.cases[0]!, known.curl)
    if (known && !isPlainer) faults.set(key, { ...known, cases: [...known.cases, id] })
    else
      faults.set(key, {
        operationId: operation.operationId,
        problem,
        cases: [id, ...(known?.cases ?? [])],
        curl,
      })
  }

  return {
    add(one, status, durationMs, problems) {
      for (const problem of problems) note(problem, one)
      const failures = problems.filter(({ certainty }) => isFailure(certainty)).map(({ message }) => message)
      const { operationId } = one.operation
      results.push({ id: one.id, operationId, status, durationMs, failures, toCurl: () => toCommand(one) })
      if (status !== undefined && one.isOfOperation) seen.add(`${operationId} ${status}`)
    },
    leaveOut: (line) => void leftOut.push(line),
    report() {
      const all = dropConsequences([...faults.values()])
      const findings = all.filter(({ problem }) => isFailure(problem.certainty)).map(toFinding)
      const drift = all.filter(({ problem }) => !isFailure(problem.certainty)).map(toFinding)
      const ok = findings.length === 0 && results.length > 0
      return { ...facts, ok, findings, drift, results, leftOut, seen: [...seen].toSorted() }
    },
  }
}

function sizeOf(id: string, curl: string): number {
  return curl.length + (id.includes('/fuzz-') ? 1e9 : 0)
}

/** Leaves out what follows from another fault. */
function dropConsequences(faults: readonly Fault[]): Fault[] {
  return faults.filter(
    (fault) =>
      !faults.some(
        (cause) =>
          cause !== fault &&
          cause.operationId === fault.operationId &&
          cause.problem.check === fault.problem.check &&
          isConsequence(fault, cause),
      ),
  )
}

/** Whether a fault of an operation is no news beside another of the same kind. */
function isConsequence({ problem, operationId }: Fault, cause: Fault): boolean {
  // where the plainest request is refused, so are others
  if (problem.check === 'positive-rejected') return cause.cases.includes(`${operationId}/example`)
  // where a rule does not count, neither does it together with others
  const { broken = [] } = problem
  const [rule, ...more] = cause.problem.broken ?? []
  return broken.length > 1 && rule !== undefined && more.length === 0 && broken.includes(rule)
}

function toFinding({ operationId, problem, cases, curl }: Fault): Finding {
  const { check, message, certainty } = problem
  return { check, operationId, message, certainty, cases, curl }
}
