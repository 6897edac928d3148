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
    curl: string,
  ): void
  leaveOut(line: string): void
  report(): ConformanceReport
}

/** A report without a case. */
export function createCollector(
  facts: Pick<ConformanceReport, 'baseUrl' | 'profile' | 'seed'>,
  leftOutBefore: readonly string[],
): Collector {
  const faults = new Map<string, { finding: Finding; cases: string[]; size: number }>()
  const results: CaseResult[] = []
  const leftOut = [...leftOutBefore]
  const seen = new Set<string>()

  const isFailure = (certainty: Certainty): boolean =>
    certainty === 'stated' || (certainty === 'assumed' && facts.profile === 'mock')

  function note({ check, message, certainty, key }: Problem, one: ConformanceCase, curl: string): void {
    const fault = faults.get(key)
    // the shortest request shows it best
    const size = curl.length
    if (fault && fault.size <= size) {
      fault.cases.push(one.id)
      return
    }
    const cases = [one.id, ...(fault?.cases ?? [])]
    const { operationId } = one.operation
    faults.set(key, { finding: { check, operationId, message, certainty, cases, curl }, cases, size })
  }

  return {
    add(one, status, durationMs, problems, curl) {
      for (const problem of problems) note(problem, one, curl)
      const failures = problems.filter(({ certainty }) => isFailure(certainty)).map(({ message }) => message)
      results.push({ id: one.id, operationId: one.operation.operationId, status, durationMs, failures, curl })
      if (status !== undefined && one.isOfOperation) seen.add(`${one.operation.operationId} ${status}`)
    },
    leaveOut: (line) => void leftOut.push(line),
    report() {
      const all = [...faults.values()].map(({ finding }) => finding)
      const findings = all.filter(({ certainty }) => isFailure(certainty))
      const drift = all.filter(({ certainty }) => !isFailure(certainty))
      const ok = findings.length === 0 && results.length > 0
      return { ...facts, ok, findings, drift, results, leftOut, seen: [...seen].toSorted() }
    },
  }
}
