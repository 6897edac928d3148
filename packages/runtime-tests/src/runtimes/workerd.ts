import { createRequire } from 'node:module'
import { join } from 'node:path'

import type { Miniflare } from 'miniflare'

import { findManifest } from '@qci-client/test-support/find-binary'
import type { TestResult } from '../suite/suite-input.ts'
import { bundle } from './bundle.ts'
import { howToInstall, TIMEOUT_MS } from './runtime.ts'
import type { Runtime } from './runtime.ts'

export interface WorkerOptions {
  /** Which day's behavior of workerd the worker requests. */
  compatibilityDate: string
  compatibilityFlags?: string[]
  /** Its bindings; with the flag `nodejs_compat` also its `process.env`. */
  env?: Record<string, string>
  /** Certificates to trust in addition to those of browsers, PEM. */
  certificates?: string[]
}

/** Cloudflare's workerd. With the flag `nodejs_compat` it has `process.env`. */
export function createWorkerd(name: string, options: WorkerOptions): Runtime {
  const { compatibilityDate, compatibilityFlags = [] } = options
  const hasEnvironment = compatibilityFlags.includes('nodejs_compat')
  const version = findWorkerdVersion()
  return {
    name,
    howToRun: `miniflare, compatibility date ${compatibilityDate}`,
    features: {
      hasEnvironment,
      sharesExchanges: false,
      showsRedirects: true,
      sendsConnectionClose: false,
      httpVersionOverTls: '1.1',
    },
    isSlow: true,
    missing: version === undefined ? howToInstall('miniflare') : undefined,
    async run(input, folder) {
      const { apiUrl, apiToken, certificate } = input.servers
      await using worker = await startWorker(folder, 'entries/worker-entry.ts', {
        ...options,
        certificates: [certificate.text].filter(Boolean),
        env: hasEnvironment ? { QCI_API_URL: apiUrl, QCI_TOKEN: apiToken } : {},
      })
      const init = { method: 'POST', body: JSON.stringify(input), signal: AbortSignal.timeout(TIMEOUT_MS) }
      const response = await fetch(worker.url, init)
      if (!response.ok)
        throw new Error(`The worker responds with ${response.status}: ${await response.text()}`)
      return { version: version!, tests: (await response.json()) as TestResult[] }
    },
  }
}

/**
 * Starts a worker in workerd.
 *
 * @param entry - The worker's module in the folder. It is bundled with everything that it imports, as for deployment.
 */
export async function startWorker(
  folder: string,
  entry: string,
  options: WorkerOptions,
): Promise<{ url: string } & AsyncDisposable> {
  const { Miniflare } = await import('miniflare') // an optional dependency
  const { compatibilityDate, compatibilityFlags = [], env = {}, certificates = [] } = options
  const tlsOptions = { trustBrowserCas: true, trustedCertificates: certificates }
  const worker: Miniflare = new Miniflare({
    modules: true,
    script: await bundle(join(folder, entry), 'esm', ['workerd', 'worker']),
    compatibilityDate,
    compatibilityFlags,
    bindings: env,
    cf: false, // no request to Cloudflare for the location
    outboundService: { network: { allow: ['public', 'private'], tlsOptions } },
  })
  return { url: (await worker.ready).origin, [Symbol.asyncDispose]: () => worker.dispose() }
}

/** The version of workerd; undefined when it or its program for this platform is not installed. */
function findWorkerdVersion(): string | undefined {
  try {
    return (createRequire(findManifest('miniflare')!)('workerd') as { version: string }).version
  } catch {
    return undefined
  }
}
