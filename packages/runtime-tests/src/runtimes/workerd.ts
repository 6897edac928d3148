import { createRequire } from 'node:module'

import type { WorkerInput } from '../inside/worker.ts'
import { IS_INSTALLED } from '../suite/law.ts'
import type { Finding } from '../suite/law.ts'
import { findManifest } from '@qci-client/test-support/find-binary'
import { howToGet, unlessAllAreWanted } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { startWorker } from './start-worker.ts'

/** Which day's behaviour of workerd is asked for unless a test says otherwise. */
export const COMPATIBILITY_DATE = '2026-07-30'

/** How long a request may take, in milliseconds: longer than a law may. */
const LIMIT_MS = 15_000

/**
 * Cloudflare's workerd, each law in a request of its own.
 *
 * @param hasEnvironment - Whether the worker asks for Node's `process`, and so for an environment.
 */
export function createWorkerd(
  name: string,
  hasEnvironment: boolean,
  compatibilityDate: string = COMPATIBILITY_DATE,
): Runtime {
  return {
    name,
    traits: { hasEnvironment, sharesFlights: false, sendsConnectionClose: false, httpOfTls: '1.1' },
    leftOut: unlessAllAreWanted() ?? (hasWorkerd() ? undefined : howToGet('miniflare')),
    async check(titles, settings, folder) {
      await using worker = await startWorker(folder, 'inside/worker.ts', {
        compatibilityDate,
        certificates: settings.certificate.text === '' ? [] : [settings.certificate.text],
        ...(hasEnvironment && {
          compatibilityFlags: ['nodejs_compat'],
          env: { QCI_API_URL: settings.apiUrl, QCI_TOKEN: settings.apiToken },
        }),
      })
      const findings: Finding[] = [{ title: IS_INSTALLED }] // or there would have been no bundle
      for (const title of titles) {
        // One after the other: they share the mock.
        // oxlint-disable-next-line no-await-in-loop
        findings.push(await ask(worker.url, { settings, title }))
      }
      return findings
    },
  }
}

async function ask(url: string, input: WorkerInput): Promise<Finding> {
  const { title } = input
  const init = { method: 'POST', body: JSON.stringify(input), signal: AbortSignal.timeout(LIMIT_MS) }
  try {
    const response = await fetch(url, init)
    if (response.ok) return (await response.json()) as Finding
    return { title, problem: `No finding: ${response.status} ${await response.text()}` }
  } catch (error) {
    return { title, problem: `No finding: ${String(error)}` }
  }
}

/** Whether miniflare is there, and workerd's program for this platform. */
function hasWorkerd(): boolean {
  const miniflare = findManifest('miniflare')
  if (miniflare === undefined) return false
  try {
    createRequire(miniflare)('workerd') // throws when it finds no program
    return true
  } catch {
    return false
  }
}
