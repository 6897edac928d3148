import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import type { StoreName } from './stores.ts'
import type { WorkerResult } from './worker.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/** What a fleet does. Times are in milliseconds. */
export interface Fleet {
  store: StoreName
  /** Of the Redis server, or the path of the folder. */
  address: string
  /** `QCI_API_URL` and `QCI_TOKEN`. */
  env: Readonly<Record<string, string>>
  processes: number
  callForMs?: number
  callEveryMs?: number
  /** Called when all processes have been started. */
  onStarted?: (processes: readonly ChildProcess[]) => void
}

/** Runs a fleet; returns what each process reports, undefined for those that were killed. */
export async function runWorkers(fleet: Fleet): Promise<(WorkerResult | undefined)[]> {
  const { store, address, env, processes, callForMs = 0, callEveryMs = 50, onStarted } = fleet
  const args = [worker, store, address, `${callForMs}`, `${callEveryMs}`]
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  onStarted?.(children)
  return Promise.all(
    children.map(async (child) => {
      const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
      return output === '' ? undefined : (JSON.parse(output) as WorkerResult)
    }),
  )
}
