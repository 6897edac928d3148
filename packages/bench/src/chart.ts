import { formatGoal } from './table.ts'
import { usedOfGoal } from './row.ts'
import type { Row } from './row.ts'

const WIDTH = 860
const ROW_HEIGHT = 34
const TOP = 44
const LABEL_WIDTH = 350
/** Where the bar of a value ends that meets its goal exactly. */
const GOAL_AT = 620
/** The longest bar, as a multiple of the goal. Longer ones are cut; their number shows the value. */
const MOST_USED = 1.35

/** Draws each value against its goal: a bar shorter than the dashed line meets it. For light and dark mode. */
export function drawChart(rows: readonly Row[]): string {
  const height = TOP + rows.length * ROW_HEIGHT + 12
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
<title id="title">Each value against its goal: a bar shorter than the dashed line meets its goal</title>
<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .muted { fill: #59636e }
  .met { fill: #2da44e }
  .missed { fill: #bf8700 }
  line { stroke: #59636e; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .muted { fill: #9198a1 }
    line { stroke: #9198a1 }
  }
</style>
<line x1="${GOAL_AT}" x2="${GOAL_AT}" y1="${TOP - 8}" y2="${height - 8}"/>
<text class="muted" x="${GOAL_AT}" y="${TOP - 16}" text-anchor="middle">goal</text>
${rows.map(drawRow).join('\n')}
</svg>
`
}

function drawRow(row: Row, index: number): string {
  const y = TOP + index * ROW_HEIGHT
  const used = usedOfGoal(row)
  const width = Math.max(2, Math.min(used, MOST_USED) * (GOAL_AT - LABEL_WIDTH))
  const figure = `${row.format(row.measured.median)} (${formatGoal(row.goal, row.format)})`
  return [
    `<text x="${LABEL_WIDTH - 10}" y="${y + 17}" text-anchor="end">${escape(row.what)}</text>`,
    `<rect class="${used <= 1 ? 'met' : 'missed'}" x="${LABEL_WIDTH}" y="${y + 4}" width="${Math.round(width)}" height="18" rx="3"/>`,
    `<text x="${Math.max(LABEL_WIDTH + width, GOAL_AT) + 10}" y="${y + 17}">${escape(figure)}</text>`,
  ].join('\n')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
