import { expect, test } from 'vitest'

import { layoutChart } from '../../playground/src/chart-layout.ts'
import type { ChartLayout } from '../../playground/src/chart-layout.ts'
import { createProcessHistory } from '../../playground/src/history.ts'
import type { ProcessHistory } from '../../playground/src/history.ts'
import { toRenewalTimes } from '../../playground/src/renewal-times.ts'
import type { SimulationState } from '../../playground/src/simulation.ts'
import { createTimeScale, formatTime, toGridTimes } from '../../playground/src/time-scale.ts'

const MINUTE_MS = 60_000
const WIDE_PX = 1000

/** A process with tokens of an hour that were obtained at these minutes. */
function processWithTokens(...obtainedAtMinutes: number[]): ProcessHistory {
  const process = createProcessHistory('Process 1', 0)
  for (const [index, minutes] of obtainedAtMinutes.entries()) {
    const obtainedAtMs = minutes * MINUTE_MS
    const next = obtainedAtMinutes[index + 1]
    process.tokens.push({
      number: index + 1,
      obtainedAtMs,
      source: 'exchange',
      ...toRenewalTimes(obtainedAtMs + 60 * MINUTE_MS, 0),
      ...(next !== undefined && { replacedAtMs: next * MINUTE_MS }),
    })
  }
  return process
}

function stateAt(minutes: number, process: ProcessHistory): SimulationState {
  const nowMs = minutes * MINUTE_MS
  return { nowMs, processes: [process], periods: [], revokedAtMs: [], localClockErrorMs: 0, isSharing: false }
}

/** The parts of the bars, as `class: from-to` in minutes. */
function barsOf({ shapes }: ChartLayout): string[] {
  return shapes
    .filter(({ className }) => className.startsWith('token '))
    .map(({ className, attributes }) => {
      const from = Number(attributes['data-from-ms']) / MINUTE_MS
      const to = Number(attributes['data-to-ms']) / MINUTE_MS
      return `${className}: ${from}-${to}`
    })
}

test('the bar of the cached token has two parts: its life and its margin', () => {
  const layout = layoutChart(stateAt(20, processWithTokens(0)), WIDE_PX)
  expect(barsOf(layout)).toEqual(['token life: 0-50', 'token margin: 50-60'])
})

test('the bar of a replaced token shows what was not used', () => {
  const layout = layoutChart(stateAt(50, processWithTokens(0, 46)), WIDE_PX)
  expect(barsOf(layout).slice(0, 3)).toEqual([
    'token life: 0-46',
    'token life spare: 46-50',
    'token margin spare: 50-60',
  ])
})

test('the bar of a token that was used within its margin shows both', () => {
  const layout = layoutChart(stateAt(58, processWithTokens(0, 54)), WIDE_PX)
  expect(barsOf(layout).slice(0, 3)).toEqual([
    'token life: 0-50',
    'token margin: 50-54',
    'token margin spare: 54-60',
  ])
})

test('the bars of successive tokens do not overlap, also after early renewals', () => {
  const { shapes } = layoutChart(stateAt(30, processWithTokens(0, 10, 20)), WIDE_PX)
  const rows = new Map<string, number>()
  for (const { className, attributes } of shapes) {
    if (!className.startsWith('token ')) continue
    const row = /^M[\d.]+ ([\d.]+)/.exec(String(attributes['d']))![1]!
    expect(Number(attributes['data-from-ms'])).toBeGreaterThanOrEqual(rows.get(row) ?? 0)
    rows.set(row, Number(attributes['data-to-ms']))
  }
  expect(rows.size).toBe(2)
})

test('the renewal point is drawn where the renewal is planned', () => {
  const { shapes } = layoutChart(stateAt(20, processWithTokens(0)), WIDE_PX)
  const point = shapes.find(({ className }) => className === 'renewal-point')!
  const x = createTimeScale(20 * MINUTE_MS, WIDE_PX).toX(47.5 * MINUTE_MS)
  expect(point.attributes['d']).toMatch(new RegExp(`^M${x} `))
})

test('the calls of a kind are drawn as one path with their number', () => {
  const process = processWithTokens(0)
  process.calls.push(
    { startedAtMs: 0, waitMs: 250, outcome: 'waited' },
    { startedAtMs: MINUTE_MS, waitMs: 0, outcome: 'atOnce' },
    { startedAtMs: 2 * MINUTE_MS, waitMs: 0, outcome: 'atOnce' },
  )
  process.exchanges.push({ startedAtMs: 0, outcome: 'succeeded' })
  const { shapes } = layoutChart(stateAt(3, process), WIDE_PX)
  const counts = shapes.flatMap(({ className, attributes }) =>
    attributes['data-count'] === undefined ? [] : [[className, attributes['data-count']]],
  )
  expect(counts).toEqual([
    ['exchange succeeded', 1],
    ['call atOnce', 2],
    ['call waited', 1],
  ])
})

test('the chart does not draw what ended before its start', () => {
  const process = processWithTokens(0)
  process.calls.push({ startedAtMs: 0, waitMs: 250, outcome: 'waited' })
  const layout = layoutChart(
    {
      ...stateAt(600, process),
      revokedAtMs: [0],
      periods: [{ kind: 'slow', startAtMs: 0, endAtMs: 1, failedBefore: 0 }],
    },
    WIDE_PX,
  )
  const names = layout.shapes.map(({ className }) => className)
  expect(names.filter((name) => /^(token|call|revocation|period)/.test(name))).toEqual([])
})

test('the chart draws only names in the gutter and beyond its right end', () => {
  for (let minutes = 0; minutes < 500; minutes += 7) {
    const process = processWithTokens(minutes - 70, minutes - 25, minutes)
    const { shapes } = layoutChart(
      { ...stateAt(minutes, process), periods: [{ kind: 'outage', startAtMs: 0, failedBefore: 0 }] },
      WIDE_PX,
    )
    for (const { attributes } of shapes.filter(({ tag }) => tag === 'path')) {
      const starts = [...String(attributes['d']).matchAll(/M([-\d.]+)/g)].map((match) => Number(match[1]))
      expect(Math.min(...starts)).toBeGreaterThanOrEqual(78)
    }
  }
})

test('a wide chart shows three hours of the past, and an hour of the future', () => {
  const nowMs = 10 * 60 * MINUTE_MS
  const scale = createTimeScale(nowMs, WIDE_PX)
  expect(nowMs - scale.startMs).toBeGreaterThan(180 * MINUTE_MS)
  expect(scale.endMs - nowMs).toBeGreaterThan(55 * MINUTE_MS)
  expect(scale.toX(scale.startMs)).toBe(scale.leftPx)
  expect(scale.toX(scale.endMs)).toBe(WIDE_PX)
})

test('the labels of the grid do not overlap at any width', () => {
  for (let widthPx = 280; widthPx < 1400; widthPx += 10) {
    const scale = createTimeScale(0, widthPx)
    const positions = toGridTimes(scale).map((atMs) => scale.toX(atMs))
    expect(positions.length).toBeGreaterThanOrEqual(2)
    for (const [index, x] of positions.slice(1).entries())
      expect(x - positions[index]!).toBeGreaterThanOrEqual(60)
  }
})

test('the chart writes times as hours and minutes', () => {
  expect(formatTime(65 * MINUTE_MS + 59_999)).toBe('1:05')
})
