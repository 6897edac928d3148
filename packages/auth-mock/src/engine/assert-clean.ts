import type { MockState } from './state.ts'

/** Throws when something is left to be said about the requests or the faults. */
export function assertClean({ problems, faults }: Pick<MockState, 'problems' | 'faults'>): void {
  const unused = faults
    .list()
    .filter(({ used }) => used === 0)
    .map(({ id, kind }) => `fault ${id} (${kind}) was never used`)
  const all = [...problems.list(), ...unused]
  if (all.length > 0) throw new Error(`The mock is not clean:\n${all.map((line) => `- ${line}`).join('\n')}`)
}
