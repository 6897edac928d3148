import { fileURLToPath } from 'node:url'

import type { Miniflare } from 'miniflare'
import { rolldown } from 'rolldown'

/** A worker in workerd. */
export interface RunningWorker extends AsyncDisposable {
  /** Where it listens, no slash at the end. */
  url: string
}

/** How it is to run. */
export interface WorkerOptions {
  /** Which day's behaviour of workerd it asks for. */
  compatibilityDate: string
  compatibilityFlags?: string[]
  /** Its environment: with the flag `nodejs_compat` it is `process.env`, too. */
  env?: Record<string, string>
}

/**
 * Starts a worker.
 *
 * @param entry - The module that exports it; a bundle is made of it with all that it imports, as worker
 *   programs are deployed.
 */
export async function startWorker(entry: URL, options: WorkerOptions): Promise<RunningWorker> {
  const { Miniflare } = await import('miniflare') // optional: where it is not, this is not called
  const { compatibilityDate, compatibilityFlags = [], env = {} } = options
  const worker: Miniflare = new Miniflare({
    modules: true,
    script: await bundle(entry),
    compatibilityDate,
    compatibilityFlags,
    bindings: env,
    cf: false, // otherwise it asks Cloudflare where it is
  })
  return {
    url: (await worker.ready).origin,
    [Symbol.asyncDispose]: () => worker.dispose(),
  }
}

async function bundle(entry: URL): Promise<string> {
  await using build = await rolldown({
    input: fileURLToPath(entry),
    platform: 'neutral',
    resolve: { conditionNames: ['workerd', 'worker', 'import', 'default'] },
  })
  const { output } = await build.generate({ format: 'esm', codeSplitting: false })
  return output[0].code
}
