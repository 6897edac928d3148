import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { checkInProcess, entryIn } from './check-in-process.ts'
import { findManifest } from '@qci-client/test-support/find-binary'
import { howToGet } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/**
 * Deno, with leave to reach the mocks and nothing else.
 *
 * @param hasEnvironment - Whether it may read the two variables, too.
 */
export function createDeno(name: string, hasEnvironment: boolean): Runtime {
  const binary = findDeno()
  const leave = hasEnvironment ? ['--allow-env=QCI_API_URL,QCI_TOKEN'] : []
  return {
    name,
    traits: { hasEnvironment, sharesFlights: true, sendsConnectionClose: true, httpOfTls: '2.0' },
    leftOut: binary === undefined ? howToGet('deno') : undefined,
    check: (titles, settings, folder) =>
      checkInProcess(
        [
          binary!,
          'run',
          '--no-prompt',
          '--no-lock',
          '--no-remote',
          '--node-modules-dir=manual',
          `--allow-net=${[settings.apiUrl, settings.otherUrl, settings.http2Url].flatMap(toHost).join()}`,
          ...leave,
          entryIn(folder),
        ],
        'DENO_CERT',
        { settings, titles },
      ),
  }
}

/**
 * The program itself, in the package of this platform. The package "deno" has a script that starts it: ending
 * that would leave it running.
 */
function findDeno(): string | undefined {
  const manifest = findManifest('deno')
  if (manifest === undefined) return undefined
  const libc = process.platform === 'linux' ? '-glibc' : ''
  const own = findManifest(`@deno/${process.platform}-${process.arch}${libc}`, manifest)
  if (own === undefined) return undefined
  const path = join(dirname(own), process.platform === 'win32' ? 'deno.exe' : 'deno')
  return existsSync(path) ? path : undefined
}

function toHost(url: string): string[] {
  return url === '' ? [] : [new URL(url).host]
}
