import { cp, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { TestProject } from 'vitest/node'

import { noOpenssl } from '@qci-client/test-support/certificates'
import { createUserFolder } from '@qci-client/test-support/user-folder'
import { copyPackage, install } from '../../src/packed/install.ts'
import { listMissing } from '../../src/runtimes/runtime.ts'
import { runtimes } from '../../src/runtimes/runtimes.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder outside the workspace with the packed packages installed and the suite next to them. */
    installedSuite: string
  }
}

/** Installs the packages once for all runtimes and prints which runtimes are skipped. */
export default async function installSuite(project: TestProject): Promise<() => Promise<void>> {
  // With `RUNTIMES=all`, missing runtimes fail instead.
  if (process.env['RUNTIMES'] !== 'all') for (const line of listMissing(runtimes)) console.warn(line)
  if (noOpenssl)
    console.warn('Skipped: TLS in all runtimes. Install openssl, which creates the certificates.')
  const user = await createUserFolder()
  await install(user, ['auth', 'auth-api'])
  await copyPackage(user, 'qunit')
  const source = fileURLToPath(new URL('../../src', import.meta.url))
  await cp(join(source, 'suite'), join(user.folder, 'suite'), { recursive: true })
  await cp(join(source, 'entries'), join(user.folder, 'entries'), { recursive: true })
  project.provide('installedSuite', await realpath(user.folder))
  return async () => user[Symbol.asyncDispose]()
}
