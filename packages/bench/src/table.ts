import type { Row } from './row.ts'

/** Prints the rows as a Markdown table, aligned. */
export function printTable(rows: readonly Row[]): void {
  const lines = [['what', 'goal', 'median', '10th pct.', '90th pct.', 'details'], ...rows.map(toCells)]
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  const print = (cells: readonly string[], filler = ' ') =>
    console.log(`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, filler)).join(' | ')} |`)
  lines.forEach((line, index) => {
    print(line)
    if (index === 0) print(['', '', '', '', '', ''], '-')
  })
}

function toCells({ what, goal, measured: { median, p10, p90 }, format, details }: Row): string[] {
  return [what, formatGoal(goal, format), format(median), format(p10), format(p90), details]
}

/** The goal in words. */
export function formatGoal(goal: Row['goal'], format: Row['format']): string {
  return 'atMost' in goal ? `at most ${format(goal.atMost)}` : `at least ${format(goal.atLeast)}`
}
