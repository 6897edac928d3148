import { LANE_HEIGHT_PX, layoutLane } from './lane-layout.ts'
import type { Shape } from './shape.ts'
import type { Period, SimulationState } from './simulation.ts'
import type { TimeScale } from './time-scale.ts'
import { createTimeScale, formatTime, toGridTimes } from './time-scale.ts'

const TOP_PX = 26
const AXIS_PX = 24
const PERIOD_LABELS = { outage: 'Outage', slow: 'Slow API' }

/** A drawing and its size in pixels. */
export interface ChartLayout {
  readonly widthPx: number
  readonly heightPx: number
  /** In the order of drawing. */
  readonly shapes: readonly Shape[]
}

/** Lays out the chart: the grid, the periods with something wrong, a lane per process, and the present. */
export function layoutChart(state: SimulationState, widthPx: number): ChartLayout {
  const scale = createTimeScale(state.nowMs, widthPx)
  const bottomPx = TOP_PX + state.processes.length * LANE_HEIGHT_PX
  const shapes = [
    ...layoutGrid(scale, bottomPx),
    ...state.periods.flatMap((period) => layoutPeriod(period, { scale, bottomPx, nowMs: state.nowMs })),
    ...state.processes.flatMap((process, index) =>
      layoutLane(process, { scale, topPx: TOP_PX + index * LANE_HEIGHT_PX }),
    ),
    ...layoutRevocations(state.revokedAtMs, { scale, bottomPx }),
    ...layoutNow(state.nowMs, { scale, bottomPx }),
  ]
  return { widthPx, heightPx: bottomPx + AXIS_PX, shapes }
}

/** What the parts beside the lanes need. */
interface ChartPlace {
  scale: TimeScale
  /** Where the lanes end. */
  bottomPx: number
}

function layoutGrid(scale: TimeScale, bottomPx: number): Shape[] {
  return toGridTimes(scale).flatMap((atMs): Shape[] => {
    const x = scale.toX(atMs)
    // The first and last label must not be cut.
    const anchor = x < 14 ? 'start' : x > scale.rightPx - 14 ? 'end' : 'middle'
    return [
      { tag: 'line', className: 'grid', attributes: { x1: x, x2: x, y1: TOP_PX - 4, y2: bottomPx } },
      {
        tag: 'text',
        className: 'grid-label',
        attributes: { x, y: bottomPx + 16, 'text-anchor': anchor },
        text: formatTime(atMs),
      },
    ]
  })
}

function layoutPeriod(
  { kind, startAtMs, endAtMs }: Period,
  { scale, bottomPx, nowMs }: ChartPlace & { nowMs: number },
): Shape[] {
  const endMs = endAtMs ?? nowMs
  if (endMs < scale.startMs) return []
  const x = Math.max(scale.leftPx, scale.toX(startAtMs))
  const width = Math.max(2, scale.toX(endMs) - x)
  return [
    { tag: 'rect', className: `period ${kind}`, attributes: { x, y: 0, width, height: bottomPx } },
    {
      tag: 'text',
      className: `period-label ${kind}`,
      attributes: { x: x + 4, y: 13 },
      text: PERIOD_LABELS[kind],
    },
  ]
}

function layoutRevocations(times: readonly number[], { scale, bottomPx }: ChartPlace): Shape[] {
  return times
    .filter((atMs) => atMs >= scale.startMs)
    .flatMap((atMs): Shape[] => {
      const x = scale.toX(atMs)
      return [
        { tag: 'line', className: 'revocation', attributes: { x1: x, x2: x, y1: 4, y2: bottomPx } },
        { tag: 'text', className: 'revocation-label', attributes: { x: x + 4, y: 13 }, text: 'Revoked' },
      ]
    })
}

function layoutNow(nowMs: number, { scale, bottomPx }: ChartPlace): Shape[] {
  const x = scale.toX(nowMs)
  return [
    {
      tag: 'rect',
      className: 'future',
      attributes: { x, y: TOP_PX - 4, width: Math.max(0, scale.rightPx - x), height: bottomPx - TOP_PX + 4 },
    },
    { tag: 'line', className: 'now', attributes: { x1: x, x2: x, y1: TOP_PX - 8, y2: bottomPx } },
    { tag: 'circle', className: 'now-head', attributes: { cx: x, cy: TOP_PX - 8, r: 3.5 } },
  ]
}
