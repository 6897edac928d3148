/** One line of the table: what was measured, the goal and the result. */
export interface Row {
  what: string
  goal: Goal
  measured: Spread
  /** Formats a value. */
  format: (value: number) => string
  /** What it was compared with, and other facts. */
  details: string
}

/** The limit that the project sets itself. */
export type Goal = { atMost: number } | { atLeast: number }

/** Median, minimum and maximum of several rounds. */
export interface Spread {
  median: number
  min: number
  max: number
}

export function toSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  }
}

/** A value that is the same in each round. */
export function toConstant(value: number): Spread {
  return { median: value, min: value, max: value }
}

/** The measured value as a part of the goal: 1 meets it exactly, less is better. */
export function usedOfGoal({ goal, measured: { median } }: Row): number {
  if ('atLeast' in goal) return goal.atLeast / median
  return goal.atMost === 0 ? median : median / goal.atMost
}
