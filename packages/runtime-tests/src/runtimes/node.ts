import { checkInProcess, entry } from './check-in-process.ts'
import { findBinary } from './find-binary.ts'
import { howToGet } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/**
 * Node, which takes the types out of the suite by itself.
 *
 * @param packageName - The name under which this release is a dependency.
 */
export function createNode(name: string, packageName: string): Runtime {
  const binary = findBinary(packageName)
  return {
    name,
    traits: { hasEnvironment: true, sharesFlights: true },
    leftOut: binary === undefined ? howToGet(packageName) : undefined,
    check: (titles, settings) =>
      checkInProcess(
        [binary!, entry],
        { QCI_API_URL: settings.apiUrl, QCI_TOKEN: settings.apiToken },
        { settings, titles },
      ),
  }
}
