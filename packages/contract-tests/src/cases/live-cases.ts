import type { ConformanceCase } from './case.ts'

/** How many requests the live API is asked at most. */
const MAX_LIVE_REQUESTS = 10

/** Of each operation a success, an unknown credential and a missing field; the successes first. */
export function pickLiveCases(cases: readonly ConformanceCase[]): ConformanceCase[] {
  const kinds = new Map<string, ConformanceCase>()
  for (const one of cases.filter(({ isLive }) => isLive)) {
    const kind = `${one.expectation} ${one.operation.operationId}`
    if (!kinds.has(kind)) kinds.set(kind, one)
  }
  const successes = ['accepted', 'tolerated', 'anything']
  const rank = ({ expectation, operation }: ConformanceCase): number =>
    (successes.includes(expectation) ? 0 : 2) + (operation.method === 'GET' ? 0 : 1)
  return [...kinds.values()].toSorted((left, right) => rank(left) - rank(right)).slice(0, MAX_LIVE_REQUESTS)
}
