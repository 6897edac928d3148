import type { Column } from './column.ts'

const MARKS = { holds: '✓', fails: '✗', doesNotApply: '–' }

/**
 * Draws the table of a README: a line for each law, a column for each runtime.
 *
 * @param titles - The laws, in their order. One that applies nowhere is left out.
 */
export function drawTable(titles: readonly string[], columns: readonly Column[]): string {
  const applying = titles.filter((title) => columns.some(({ laws }) => title in laws))
  const lines = [
    ['The client …', ...columns.map(({ name }) => name)],
    ['---', ...columns.map(() => ':-:')],
    ...applying.map((title) => [title, ...columns.map(({ laws }) => toMark(laws[title]))]),
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Reads the columns of such a table out of a text that has no other table. */
export function readTable(text: string): Column[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'))
  const [names = [], , ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  return names.slice(1).map((name, i) => {
    const applying = rows.filter((cells) => cells[i + 1] !== MARKS.doesNotApply)
    return {
      name,
      laws: Object.fromEntries(applying.map((cells) => [cells[0]!, cells[i + 1] === MARKS.holds])),
    }
  })
}

function toMark(holds: boolean | undefined): string {
  if (holds === undefined) return MARKS.doesNotApply
  return holds ? MARKS.holds : MARKS.fails
}
