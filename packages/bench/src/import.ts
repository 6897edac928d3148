import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { formatMs } from './formats.ts'
import { toSpread } from './row.ts'
import type { Row } from './row.ts'

const STARTS = 21

/** Prints the time and heap of an import. Runs in a process of its own, since a module is loaded once. */
const program = `
const collect = globalThis.gc
collect()
const before = process.memoryUsage().heapUsed
const startMs = performance.now()
const module = await import(process.argv[1])
const ms = performance.now() - startMs
collect()
console.log(JSON.stringify({ ms, bytes: process.memoryUsage().heapUsed - before, names: Object.keys(module).length }))`

/** Time and heap of `import '@qci-client/auth'`, over those of an empty module. */
export async function measureImport(): Promise<Row[]> {
  const over: { ms: number; bytes: number }[] = []
  for (let start = 0; start < STARTS; start += 1) {
    const floor = await importOnce('data:text/javascript,export{}')
    const ours = await importOnce(import.meta.resolve('@qci-client/auth'))
    over.push({ ms: ours.ms - floor.ms, bytes: ours.bytes - floor.bytes })
  }
  return [
    {
      what: 'import, time over an empty module',
      goal: { atMost: 2.5 },
      measured: toSpread(over.map(({ ms }) => ms)),
      format: formatMs,
      details: `${STARTS} processes`,
    },
    {
      what: 'import, heap over an empty module',
      goal: { atMost: 1_000_000 },
      measured: toSpread(over.map(({ bytes }) => bytes)),
      format: (bytes) => `${(bytes / 1e6).toFixed(2)} MB`,
      details: 'after a collection',
    },
  ]
}

async function importOnce(url: string): Promise<{ ms: number; bytes: number }> {
  const args = ['--expose-gc', '--input-type=module', '--eval', program, url]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as { ms: number; bytes: number }
}
