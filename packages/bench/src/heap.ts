import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const CALLS = 2_000

/** How many bytes of heap an awaited call takes: the least of several rounds, since others may allocate too. */
export async function bytesPerCall(act: () => Promise<unknown>): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 20; round += 1) {
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let call = 0; call < CALLS; call += 1) await act()
    least = Math.min(least, (process.memoryUsage().heapUsed - before) / CALLS)
  }
  return Math.max(0, least)
}
