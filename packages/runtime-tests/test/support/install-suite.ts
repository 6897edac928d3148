import { cp, realpath } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import type { TestProject } from 'vitest/node'

import { createUserFolder } from '../../../auth-mock/test/support/user-folder.ts'
import { install } from '../../src/packed/install.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder outside of the workspace: the packed packages installed, the suite beside them. */
    installedSuite: string
  }
}

/** Installs the packages once for all runtimes. */
export default async function installSuite(project: TestProject): Promise<() => Promise<void>> {
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
