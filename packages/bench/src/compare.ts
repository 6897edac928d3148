import { formatMs } from './formats.ts'
import { toSpread } from './row.ts'
import type { Spread } from './row.ts'

/** The time of our implementation over that of a floor, measured in turn so that a busy machine affects both. */
export interface Comparison {
  /** The ratio of the two times. */
  ratio: Spread
  details: string
}

/**
 * Measures the ratio of two times.
 *
 * @param rounds - How often each is run; the first third warms up and is not counted.
 * @param ours - Runs our implementation and returns its time per unit, in milliseconds.
 * @param floor - The same for the least that any implementation has to do.
 */
export async function compare(
  rounds: number,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<Comparison> {
  const times: { ours: number; floor: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    // The order alternates, so that neither always pays for the garbage of the other.
    if (round % 2 === 0) times.push({ ours: await ours(), floor: await floor() })
    else {
      const floorMs = await floor()
      times.push({ ours: await ours(), floor: floorMs })
    }
  }
  const counted = times.slice(Math.ceil(rounds / 3))
  const ratio = toSpread(counted.map((time) => time.ours / time.floor))
  const oursMs = toSpread(counted.map((time) => time.ours))
  const floorMs = toSpread(counted.map((time) => time.floor))
  return {
    ratio,
    details: `${formatMs(oursMs.median)} over ${formatMs(floorMs.median)}`,
  }
}

/** Awaits an action many times in a row; returns the milliseconds per call. */
export async function timePerCall(calls: number, act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  for (let call = 0; call < calls; call += 1) await act()
  return (performance.now() - startMs) / calls
}
