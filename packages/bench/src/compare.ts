import { formatMs } from './formats.ts'
import { toSpread } from './row.ts'
import type { Spread } from './row.ts'

/** How two ways of doing a thing compare: ours and the floor, taken in turn so that the machine's moods hit both. */
export interface Comparison {
  /** Ours over the floor. */
  ratio: Spread
  details: string
}

/**
 * @param rounds - How often each is run; the first third warms up and is not counted.
 * @param ours - Returns how long it took, per unit, in milliseconds.
 * @param floor - The same for what nobody can beat.
 */
export async function compare(
  rounds: number,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<Comparison> {
  const times: { ours: number; floor: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    // Who comes first changes, so that neither always pays for what the other left behind.
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

/** Runs an action many times in a row; returns the milliseconds that one took. */
export async function timePerCall(calls: number, act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  for (let call = 0; call < calls; call += 1) await act()
  return (performance.now() - startMs) / calls
}
