import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { createUserFolder, type UserFolder } from './user-folder.ts'

const workspace = resolve(import.meta.dirname, '../../..')
const home = join(workspace, 'packages/auth-mock')

/** The folder of a user who has installed the built packages and test tools. */
export type Consumer = UserFolder

/**
 * Creates the folder. It is removed when disposed.
 *
 * @param further - Further packages: their names, and where they are in the workspace.
 */
export async function createConsumer(further: Readonly<Record<string, string>> = {}): Promise<Consumer> {
  const consumer = await createUserFolder()
  const modules = join(consumer.folder, 'node_modules')
  const installed: Record<string, string> = {
    '@qci-client/auth': join(workspace, 'packages/auth'),
    '@qci-client/auth-mock': home,
    '@vitest/browser-playwright': join(workspace, 'node_modules/@vitest/browser-playwright'),
    msw: join(home, 'node_modules/msw'),
    playwright: join(workspace, 'node_modules/playwright'),
    vitest: join(workspace, 'node_modules/vitest'),
  }
  for (const [name, place] of Object.entries(further)) installed[name] = join(workspace, place)
  for (const [name, target] of Object.entries(installed)) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(target, join(modules, name), 'junction')
  }
  return consumer
}
