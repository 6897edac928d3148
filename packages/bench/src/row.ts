/** One line of the table: what was measured, the goal, and what came out. */
export interface Row {
  what: string
  goal: Goal
  measured: Spread
  /** How a figure is written. */
  format: (value: number) => string
  /** What it was measured against, and what else there is to know. */
  details: string
}

/** What is aimed at: the design's table "Speed". */
export type Goal = { atMost: number } | { atLeast: number }

/** Median, least and most of several rounds. */
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

/** A figure that is the same each time. */
export function toConstant(value: number): Spread {
  return { median: value, min: value, max: value }
}

/** How much of what the goal allows is used: 1 is the goal, less is better. */
export function usedOfGoal({ goal, measured: { median } }: Row): number {
  if ('atLeast' in goal) return goal.atLeast / median
  return goal.atMost === 0 ? median : median / goal.atMost
}
