/** What was wrong with requests, or with the mock itself. */
export interface Problems {
  add(problem: string): void
  list(): readonly string[]
  clear(): void
}

/** How many are kept; the first ones tell most. */
const MAX_PROBLEMS = 100

/** No problems yet. */
export function createProblems(): Problems {
  let problems: string[] = []
  return {
    add: (problem) => void (problems.length < MAX_PROBLEMS && problems.push(problem)),
    list: () => problems,
    clear: () => void (problems = []),
  }
}
