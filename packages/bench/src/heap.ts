import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { toSpread } from './row.ts'
import type { Spread } from './row.ts'

const CALLS = 2_000
/** The first rounds, in which the engine has not yet optimized the loop: its own numbers are on the heap then. */
const WARM_UP_ROUNDS = 60
const ROUNDS = 20

/** The bytes of heap that an awaited call allocates. Other code may allocate too. */
export async function bytesPerCall(act: () => Promise<unknown>): Promise<Spread> {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const bytes: number[] = []
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let call = 0; call < CALLS; call += 1) await act()
    bytes.push((process.memoryUsage().heapUsed - before) / CALLS)
  }
  return toSpread(bytes.slice(WARM_UP_ROUNDS).filter((count) => count > 0)) // negative after a garbage collection in between
}
