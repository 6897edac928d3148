import { cp, realpath } from 'node:fs/promises'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { noOpenssl } from '@qci-client/test-support/certificates'
import { createUserFolder } from '@qci-client/test-support/user-folder'
import { install, link } from '../../src/packed/install.ts'
import { packagesFolder, PUBLISHED } from '../../src/packed/published.ts'
import { getSkipReason } from '../../src/runtimes/runtime.ts'
import { runtimes } from '../../src/runtimes/runtimes.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder outside the workspace with the packed packages installed and the suite next to them. */
    installedFolder: string
  }
}

/** Installs the packages once for all tests and prints which runtimes are skipped. */
export default async function installSuite(project: TestProject): Promise<() => Promise<void>> {
  for (const runtime of runtimes) {
    const reason = getSkipReason(runtime)
    if (reason) console.warn(`Skipped: ${runtime.name}. ${reason}`)
  }
  if (noOpenssl) console.warn('Skipped: TLS in all runtimes. Install openssl.')
  const user = await createUserFolder()
  await install(user, PUBLISHED)
  await link(user, 'msw')
  await link(user, 'qunit')
  await cp(join(packagesFolder, 'runtime-tests/src'), user.folder, { recursive: true })
  project.provide('installedFolder', await realpath(user.folder))
  return async () => user[Symbol.asyncDispose]()
}
