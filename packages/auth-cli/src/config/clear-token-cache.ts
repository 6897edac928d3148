import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { CommandError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'

/** Removes the files of the token cache from its folder, and no others; returns how many. */
export async function clearTokenCache(folder: string): Promise<number> {
  try {
    const names = (await readdir(folder)).filter((name) => /^(qci-auth%3A|\.tmp-)/.test(name))
    for (const name of names) await rm(join(folder, name), { force: true })
    return names.length
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return 0
    throw new CommandError(`The cache in ${folder} cannot be cleared (${code}).`, EXIT.usage)
  }
}
