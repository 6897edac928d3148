/** One line of the table: what was measured, the goal, and what came out. */
export interface Row {
  what: string
  goal: string
  /** The figure that the goal is about. */
  measured: string
  /** What it was measured against, and how the rounds spread. */
  details: string
}

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

/** A duration, in the unit in which people read it. */
export function formatMs(ms: number): string {
  const [value, unit] = ms < 0.001 ? [ms * 1e6, 'ns'] : ms < 1 ? [ms * 1e3, 'µs'] : [ms, 'ms']
  return `${value.toPrecision(3)} ${unit}`
}
