import { cp, realpath } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import type { TestProject } from 'vitest/node'

import { noOpenssl } from '@qci-client/test-support/certificates'
import { createUserFolder } from '@qci-client/test-support/user-folder'
import { install } from '../../src/packed/install.ts'
import { runtimes } from '../../src/runtimes/all.ts'
import { sayWhatIsLeftOut } from '../../src/runtimes/left-out.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder outside of the workspace: the packed packages installed, the suite beside them. */
    installedSuite: string
  }
}

/** Installs the packages once for all runtimes, and says which of these are left out. */
export default async function installSuite(project: TestProject): Promise<() => Promise<void>> {
  // With all of them wanted, those that are left out fail instead.
  if (process.env['RUNTIMES'] !== 'all') {
    for (const line of sayWhatIsLeftOut(Object.values(runtimes))) console.warn(line)
  }
  if (noOpenssl) console.warn('Left out: TLS in all runtimes: install openssl, which makes the certificates')
  const user = await createUserFolder()
  await install(user, ['auth', 'auth-api'])
  const sources = fileURLToPath(new URL('../../src', import.meta.url))
  for (const part of ['suite', 'inside']) {
    // Two small folders.
    // oxlint-disable-next-line no-await-in-loop
    await cp(`${sources}/${part}`, `${user.folder}/${part}`, { recursive: true })
  }
  project.provide('installedSuite', await realpath(user.folder))
  return async () => {
    await user[Symbol.asyncDispose]()
  }
}
