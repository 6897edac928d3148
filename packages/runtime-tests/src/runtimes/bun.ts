import { checkInProcess, entry } from './check-in-process.ts'
import { findBinary } from './find-binary.ts'
import { howToGet } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/** Bun. */
export function createBun(): Runtime {
  const binary = findBinary('bun')
  return {
    name: 'Bun',
    traits: { hasEnvironment: true, sharesFlights: true },
    leftOut: binary === undefined ? howToGet('bun') : undefined,
    check: (titles, settings) =>
      checkInProcess(
        [binary!, 'run', '--no-install', entry],
        { QCI_API_URL: settings.apiUrl, QCI_TOKEN: settings.apiToken },
        { settings, titles },
      ),
  }
}
