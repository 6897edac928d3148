import { checkInProcess, entryIn } from './check-in-process.ts'
import { findBinary } from '@qci-client/test-support/find-binary'
import { howToGet } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/** Bun. */
export function createBun(): Runtime {
  const binary = findBinary('bun')
  return {
    name: 'Bun',
    traits: { hasEnvironment: true, sharesFlights: true, sendsConnectionClose: true, httpOfTls: '1.1' },
    leftOut: binary === undefined ? howToGet('bun') : undefined,
    check: (titles, settings, folder) =>
      checkInProcess([binary!, 'run', '--no-install', entryIn(folder)], 'NODE_EXTRA_CA_CERTS', {
        settings,
        titles,
      }),
  }
}
