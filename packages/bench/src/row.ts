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

/**
 * The median of several rounds, and the limits within which four out of five are. Not the minimum and the maximum: on a
 * busy machine, the longest round shows what else it did.
 */
export interface Spread {
  median: number
  p10: number
  p90: number
}

export function toSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.floor(part * sorted.length)] ?? Number.NaN
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) }
}

/** A value that is the same in each round. */
export function toConstant(value: number): Spread {
  return { median: value, p10: value, p90: value }
}

/** The measured value as a part of the goal: 1 meets it exactly, less is better. */
export function usedOfGoal({ goal, measured: { median } }: Row): number {
  if ('atLeast' in goal) return goal.atLeast / median
  return goal.atMost === 0 ? median : median / goal.atMost
}
