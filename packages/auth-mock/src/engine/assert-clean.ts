import type { MockState } from './state.ts'

/** What was recorded about requests and handlers, and the faults that were never used. */
export function listProblems({ problems, faults }: Pick<MockState, 'problems' | 'faults'>): string[] {
  const unused = faults
    .list()
    .filter(({ used }) => used === 0)
    .map(({ id, kind }) => `fault ${id} (${kind}) was never used`)
  return [...problems.list(), ...unused]
}

/** Throws an error that lists all problems, if there are any. */
export function assertClean(state: Pick<MockState, 'problems' | 'faults'>): void {
  const problems = listProblems(state)
  if (problems.length === 0) return
  throw new Error(`Contract violations or unused faults:\n${problems.map((line) => `- ${line}`).join('\n')}`)
}
