import { checkInProcess, entryIn } from './check-in-process.ts'
import { findBinary } from '@qci-client/test-support/find-binary'
import { howToGet } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/**
 * Node, which takes the types out of the suite by itself.
 *
 * @param packageName - The name under which this release is a dependency.
 * @param httpOfTls - What its `fetch` speaks with a server that speaks HTTP/2, too: since Node 26 that.
 */
export function createNode(name: string, packageName: string, httpOfTls: '2.0' | '1.1' = '1.1'): Runtime {
  const binary = findBinary(packageName)
  return {
    name,
    traits: { hasEnvironment: true, sharesFlights: true, sendsConnectionClose: true, httpOfTls },
    leftOut: binary === undefined ? howToGet(packageName) : undefined,
    check: (titles, settings, folder) =>
      checkInProcess([binary!, entryIn(folder)], 'NODE_EXTRA_CA_CERTS', { settings, titles }),
  }
}
