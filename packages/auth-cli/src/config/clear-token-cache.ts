import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { CommandError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'

/** What the names of the cache's files begin with. */
const OWN_NAMES = /^(qci-auth%3A|\.qci-auth-tmp-)/

/**
 * Removes the files of the token cache from its folder, and no others; returns how many. If the folder is a symbolic
 * link, it is not followed: the cache does not use one.
 */
export async function clearTokenCache(folder: string): Promise<number> {
  try {
    if ((await lstat(folder)).isSymbolicLink()) {
      throw new CommandError(`The cache in ${folder} was not cleared: it is a symbolic link.`, EXIT.usage)
    }
    const entries = await readdir(folder, { withFileTypes: true })
    const own = entries.filter((entry) => OWN_NAMES.test(entry.name) && !entry.isDirectory())
    for (const { name } of own) await rm(join(folder, name), { force: true })
    return own.length
  } catch (error) {
    if (error instanceof CommandError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return 0
    throw new CommandError(`The cache in ${folder} cannot be cleared (${code}).`, EXIT.usage)
  }
}
