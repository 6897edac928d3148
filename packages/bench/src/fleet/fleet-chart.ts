import type { Outcome } from './simulate-fleet.ts'

const WIDTH = 860
const ROW_HEIGHT = 46
const TOP = 62
const LABEL_WIDTH = 320
const BAR_WIDTH = 440

/** Draws the exchanges of each scenario, alone and shared, on a logarithmic scale. Readable on light and dark. */
export function drawFleetChart(
  results: readonly { name: string; alone: Outcome; shared: Outcome }[],
): string {
  const height = TOP + results.length * ROW_HEIGHT + 10
  const most = Math.log10(Math.max(10, ...results.map(({ alone }) => alone.exchanges)))
  const bar = (exchanges: number, y: number, kind: string) => {
    const width = Math.max(2, (Math.log10(Math.max(1, exchanges)) / most) * BAR_WIDTH)
    return `<rect class="${kind}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="13" rx="2"/>
<text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${y + 11}">${exchanges.toLocaleString('en-US')}</text>`
  }
  const rows = results.map(({ name, alone, shared }, index) => {
    const y = TOP + index * ROW_HEIGHT
    return `<text x="${LABEL_WIDTH - 12}" y="${y + 18}" text-anchor="end">${name}</text>
${bar(alone.exchanges, y, 'alone')}
${bar(shared.exchanges, y + 17, 'shared')}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
<title id="title">Exchanges in two hours, each process on its own and with a shared token</title>
<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .alone { fill: #bf8700 }
  .shared { fill: #2da44e }
  @media (prefers-color-scheme: dark) { text { fill: #f0f6fc } }
</style>
<text x="12" y="22">Exchanges in two hours (logarithmic scale)</text>
<rect class="alone" x="12" y="34" width="13" height="13" rx="2"/><text x="32" y="45">each process on its own</text>
<rect class="shared" x="212" y="34" width="13" height="13" rx="2"/><text x="232" y="45">one shared token</text>
${rows.join('\n')}
</svg>
`
}
