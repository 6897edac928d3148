import type { Miniflare } from 'miniflare'

import { bundle } from './bundle.ts'

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
  /** Certificates to trust beside those that browsers do, PEM. */
  certificates?: string[]
}

/**
 * Starts a worker.
 *
 * @param folder - Where the packages are installed.
 * @param entry - The module there that exports it; a bundle is made of it with all that it imports, as worker
 *   programs are deployed.
 */
export async function startWorker(
  folder: string,
  entry: string,
  options: WorkerOptions,
): Promise<RunningWorker> {
  const { Miniflare } = await import('miniflare') // optional: where it is not, this is not called
  const { compatibilityDate, compatibilityFlags = [], env = {}, certificates = [] } = options
  const worker: Miniflare = new Miniflare({
    modules: true,
    script: await bundle(folder, entry, { format: 'esm', conditions: ['workerd', 'worker'] }),
    compatibilityDate,
    compatibilityFlags,
    bindings: env,
    cf: false, // otherwise it asks Cloudflare where it is
    outboundService: {
      network: {
        allow: ['public', 'private'],
        tlsOptions: { trustBrowserCas: true, trustedCertificates: certificates },
      },
    },
  })
  return {
    url: (await worker.ready).origin,
    [Symbol.asyncDispose]: () => worker.dispose(),
  }
}
