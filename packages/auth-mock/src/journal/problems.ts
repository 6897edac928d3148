/** The contract violations and bugs that `assertClean()` reports. */
export interface Problems {
  add(problem: string): void
  list(): readonly string[]
  clear(): void
}

/** How many are kept. The first ones are the most useful. */
const MAX_PROBLEMS = 100

/** Creates an empty list. */
export function createProblems(): Problems {
  let problems: string[] = []
  return {
    add: (problem) => void (problems.length < MAX_PROBLEMS && problems.push(problem)),
    list: () => problems,
    clear: () => void (problems = []),
  }
}
