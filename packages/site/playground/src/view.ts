import { layoutChart } from './chart-layout.ts'
import { describeChart, describeSituation } from './describe-situation.ts'
import { drawChart } from './draw-chart.ts'
import { sumCounts } from './history.ts'
import { getElement, setText } from './page-elements.ts'
import type { SimulationState } from './simulation.ts'
import { formatTime } from './time-scale.ts'

/** Shows the state of the simulation in the page. */
export interface View {
  /** @param isImmediate - Whether the texts change now, rather than when they have been long enough to read. */
  show(state: SimulationState, options?: { isImmediate: boolean }): void
}

/** How long a sentence stays, in real milliseconds: at high speed the situation changes faster than one reads. */
const SENTENCE_MS = 2_500
/** How often the chart's text changes, in real milliseconds. */
const TEXT_MS = 2_000

export function createView(): View {
  const svg = getElement('chart', SVGSVGElement)
  const situation = getElement('situation', HTMLElement)
  const chartText = getElement('chart-text', HTMLElement)
  const outage = getElement('outage', HTMLButtonElement)
  const fields = ['time', 'at-once', 'waited', 'failed', 'exchanges'].map((id) => getElement(id, HTMLElement))
  let sentenceAtMs = -Infinity
  let textAtMs = -Infinity

  return {
    show(state, { isImmediate } = { isImmediate: false }) {
      drawChart(svg, layoutChart(state, Math.max(280, svg.clientWidth)))
      const { atOnce, waited, failed, exchanges } = sumCounts(state.processes)
      const values = [formatTime(state.nowMs), atOnce, waited, failed, exchanges]
      for (const [index, field] of fields.entries()) setText(field, String(values[index]))
      const isDown = state.periods.some(({ kind, endAtMs }) => kind === 'outage' && endAtMs === undefined)
      outage.setAttribute('aria-pressed', String(isDown))

      const nowMs = performance.now()
      const sentence = describeSituation(state)
      if (sentence !== situation.textContent && (isImmediate || nowMs - sentenceAtMs > SENTENCE_MS)) {
        situation.textContent = sentence
        sentenceAtMs = nowMs
      }
      if (isImmediate || nowMs - textAtMs > TEXT_MS) {
        setText(chartText, describeChart(state))
        textAtMs = nowMs
      }
    },
  }
}
