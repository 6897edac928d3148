import type { Row } from './row.ts'

/** Prints the rows as a Markdown table, aligned. */
export function printTable(rows: readonly Row[]): void {
  const lines = [
    ['what', 'goal', 'measured', 'details'],
    ...rows.map((row) => [row.what, row.goal, row.measured, row.details]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const print = (cells: readonly string[], filler = ' ') =>
    console.log(`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, filler)).join(' | ')} |`)
  lines.forEach((line, index) => {
    print(line)
    if (index === 0) print(['', '', '', ''], '-')
  })
}
