import type { Scenario } from './simulate-fleet.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** A normally distributed number (Box and Muller). */
function drawNormal(random: () => number, sigma: number): number {
  return sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** The situations of the guide "Many processes, one token". */
export function listScenarios(processes: number): Scenario[] {
  const common = { processes, durationMs: 2 * HOUR_MS, callEveryMs: 5 * MINUTE_MS, startsAtMs: () => 0 }
  return [
    { ...common, name: 'all start at once' },
    {
      ...common,
      name: 'rolling start over 10 minutes',
      startsAtMs: (index) => (index * 10 * MINUTE_MS) / processes,
    },
    { ...common, name: 'token revoked after 30 minutes', revokedAtMs: 30 * MINUTE_MS },
    {
      ...common,
      name: 'serverless: each lives 30 s',
      startsAtMs: (index) => (index * 2 * HOUR_MS) / processes,
      livesForMs: 30 * SECOND_MS,
      callEveryMs: 10 * SECOND_MS,
    },
    {
      ...common,
      name: 'the first dies during its exchange',
      firstDies: true,
      startsAtMs: (index) => (index === 0 ? 0 : 100), // after the first has claimed the lease
    },
    {
      ...common,
      name: 'clocks off, sigma 15 min; store has a clock',
      clockOffMs: (random) => drawNormal(random, 15 * MINUTE_MS),
    },
    {
      ...common,
      name: 'clocks off, sigma 2 min; store has none',
      clockOffMs: (random) => drawNormal(random, 2 * MINUTE_MS),
      store: { hasClock: false },
    },
    {
      ...common,
      name: 'store silent from minute 40 to 70',
      store: { isSilent: (nowMs) => nowMs > 40 * MINUTE_MS && nowMs < 70 * MINUTE_MS },
    },
    {
      ...common,
      name: 'store silent every other minute',
      store: { isSilent: (nowMs) => Math.floor(nowMs / MINUTE_MS) % 2 === 1 },
    },
  ]
}
