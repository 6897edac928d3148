import type { CallRecord, ExchangeRecord, ProcessHistory, TokenRecord } from './history.ts'
import type { Shape } from './shape.ts'
import { toBarPath } from './shape.ts'
import type { TimeScale } from './time-scale.ts'

/** The height of one process's part of the chart, in pixels. */
export const LANE_HEIGHT_PX = 122

const BAR_HEIGHT_PX = 18
const TITLE_Y = 13
const FIRST_BAR_Y = 30
const BAR_ROW_PX = 23
const TICK_Y = 80
const DOT_Y = 106
const NARROWEST_LABEL_PX = 62

/** Where a lane is drawn. */
interface LanePlace {
  scale: TimeScale
  topPx: number
}

/** The drawing of one process: bars for tokens, ticks for exchanges, dots for calls. */
export function layoutLane(process: ProcessHistory, place: LanePlace): Shape[] {
  const { topPx, scale } = place
  return [
    {
      tag: 'text',
      className: 'lane-title',
      attributes: { x: 0, y: topPx + TITLE_Y },
      text: process.name,
    },
    {
      tag: 'line',
      className: 'track',
      attributes: { x1: scale.leftPx, x2: scale.rightPx, y1: topPx + DOT_Y, y2: topPx + DOT_Y },
    },
    ...layoutRowNames(place),
    ...process.tokens.flatMap((token) => layoutToken(token, process.tokens, place)),
    ...layoutExchanges(process.exchanges, place),
    ...layoutCalls(process.calls, place),
  ]
}

/** The names of the rows, where the chart is wide enough for a gutter. */
function layoutRowNames({ scale, topPx }: LanePlace): Shape[] {
  if (scale.leftPx === 0) return []
  const rows = [
    ['Tokens', FIRST_BAR_Y + BAR_HEIGHT_PX - 5],
    ['Exchanges', TICK_Y + 11],
    ['Calls', DOT_Y + 4],
  ] as const
  return rows.map(([text, y]) => ({
    tag: 'text',
    className: 'row-name',
    attributes: { x: 0, y: topPx + y },
    text,
  }))
}

/** The part of a token's life that is drawn in one color. */
interface BarPart {
  name: 'life' | 'margin'
  fromMs: number
  toMs: number
  isSpare: boolean
}

/** A bar: the life until the margin, and the margin; each in another color after the token was replaced. */
function layoutToken(token: TokenRecord, tokens: readonly TokenRecord[], place: LanePlace): Shape[] {
  const { scale, topPx } = place
  const rowSuccessor = tokens.find(({ number }) => number === token.number + 2)
  const endMs = Math.min(token.expiresAtMs, rowSuccessor?.obtainedAtMs ?? Infinity)
  if (endMs < scale.startMs || token.obtainedAtMs >= endMs) return []
  const y = topPx + FIRST_BAR_Y + ((token.number - 1) % 2) * BAR_ROW_PX
  const parts = toBarParts(token).filter(({ fromMs, toMs }) => fromMs < endMs && toMs > scale.startMs)

  const shapes = parts.map(({ name, fromMs, toMs, isSpare }): Shape => {
    const x = Math.max(scale.leftPx, scale.toX(fromMs))
    const width = Math.max(0.5, Math.min(scale.rightPx + 10, scale.toX(Math.min(toMs, endMs))) - x)
    const d = toBarPath({
      x,
      y,
      width,
      height: BAR_HEIGHT_PX,
      roundLeft: fromMs === token.obtainedAtMs && fromMs >= scale.startMs,
      roundRight: toMs >= endMs,
    })
    return {
      tag: 'path',
      className: `token ${name}${isSpare ? ' spare' : ''}`,
      attributes: {
        d,
        'data-token': token.number,
        'data-from-ms': fromMs,
        'data-to-ms': Math.min(toMs, endMs),
      },
    }
  })
  return [...shapes, ...layoutRenewalPoint(token, { y, endMs, scale }), ...layoutLabel(token, { y, scale })]
}

function toBarParts(token: TokenRecord): BarPart[] {
  const { obtainedAtMs, marginAtMs, expiresAtMs, replacedAtMs = expiresAtMs } = token
  const cuts = [...new Set([obtainedAtMs, Math.max(obtainedAtMs, marginAtMs), replacedAtMs, expiresAtMs])]
  const ends = cuts.toSorted((a, b) => a - b)
  return ends.slice(1).map((toMs, index) => {
    const fromMs = ends[index]!
    return { name: fromMs >= marginAtMs ? 'margin' : 'life', fromMs, toMs, isSpare: fromMs >= replacedAtMs }
  })
}

/** A notch in the bar, with a small triangle above. */
function layoutRenewalPoint(
  { renewAtMs, obtainedAtMs, number }: TokenRecord,
  { y, endMs, scale }: { y: number; endMs: number; scale: TimeScale },
): Shape[] {
  if (renewAtMs <= obtainedAtMs || renewAtMs >= endMs || renewAtMs < scale.startMs) return []
  const x = scale.toX(renewAtMs)
  const d = `M${x} ${y + BAR_HEIGHT_PX}V${y - 1}l-3.5 -5h7l-3.5 5z`
  return [{ tag: 'path', className: 'renewal-point', attributes: { d, 'data-token': number } }]
}

function layoutLabel(token: TokenRecord, { y, scale }: { y: number; scale: TimeScale }): Shape[] {
  const left = Math.max(scale.leftPx, scale.toX(token.obtainedAtMs))
  const right = scale.toX(Math.min(token.replacedAtMs ?? token.expiresAtMs, token.marginAtMs))
  if (right - left < NARROWEST_LABEL_PX) return []
  const origin = token.source === 'store' && right - left > 2 * NARROWEST_LABEL_PX ? ' (shared)' : ''
  const attributes = { x: left + 8, y: y + BAR_HEIGHT_PX - 5 }
  return [{ tag: 'text', className: 'token-label', attributes, text: `Token ${token.number}${origin}` }]
}

function layoutExchanges(exchanges: readonly ExchangeRecord[], { scale, topPx }: LanePlace): Shape[] {
  const y = topPx + TICK_Y
  const outcomes = ['succeeded', 'failed', 'running'] as const
  return outcomes.flatMap((outcome) => {
    const inView = exchanges.filter((item) => item.outcome === outcome && item.startedAtMs >= scale.startMs)
    const d = inView.map(({ startedAtMs }) => {
      const x = scale.toX(startedAtMs)
      return outcome === 'failed'
        ? `M${x} ${y}v14M${x - 2.5} ${y - 2.5}l5 5m0 -5l-5 5`
        : `M${x} ${y}v14M${x} ${y}h0`
    })
    return toCountedPath(`exchange ${outcome}`, d)
  })
}

function layoutCalls(calls: readonly CallRecord[], { scale, topPx }: LanePlace): Shape[] {
  const y = topPx + DOT_Y
  const marks = {
    atOnce: (x: number) => `M${x} ${y}h0`,
    waited: (x: number) => `M${x} ${y - 6}l6 6l-6 6l-6 -6z`,
    failed: (x: number) => `M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`,
    running: (x: number) => `M${x - 4} ${y}a4 4 0 1 1 8 0a4 4 0 1 1 -8 0`,
  }
  return (Object.keys(marks) as (keyof typeof marks)[]).flatMap((outcome) => {
    const inView = calls.filter((call) => call.outcome === outcome && call.startedAtMs >= scale.startMs)
    const d = inView.map(({ startedAtMs }) => marks[outcome](scale.toX(startedAtMs)))
    return toCountedPath(`call ${outcome}`, d)
  })
}

/** One path for all marks of a kind: hundreds of elements would be slow to draw. */
function toCountedPath(className: string, marks: readonly string[]): Shape[] {
  if (marks.length === 0) return []
  return [{ tag: 'path', className, attributes: { d: marks.join(''), 'data-count': marks.length } }]
}
