import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import type { TokenStore } from '../share/token-store.ts'
import { checkFolder } from './check-folder.ts'
import {
  createStoreFile,
  readFolderClock,
  readStoreFile,
  removeAbandonedFiles,
  replaceStoreFile,
} from './folder-files.ts'
import type { StoreFile } from './folder-files.ts'

/**
 * A folder as a store for `shareTokens`: for the processes of one machine, or for all machines that mount it.
 *
 * The folder is made with mode 0700 when it does not exist. It is refused when another user owns it or can write into
 * it, or when it is a symbolic link. Files have mode 0600, appear whole or not at all, and age by the clock of the file
 * system. A refusal or a failure never makes a call fail: the event `storeFailed` reports it.
 *
 * For Node, Deno and Bun.
 *
 * @param path - The folder; a relative path is resolved now.
 *
 * @example
 * ```ts
 * import { shareTokens } from '@qci-client/auth/share'
 * import { folderStore } from '@qci-client/auth/node'
 *
 * const client = new AuthClient({ sharing: shareTokens(folderStore('/shared/qci-auth')) })
 * ```
 */
export function folderStore(path: string): Required<TokenStore> {
  const folder = resolve(path)
  const toPath = (key: string) => join(folder, encodeURIComponent(key))

  return {
    async get(key) {
      await checkFolder(folder)
      return (await readStoreFile(toPath(key)))?.value
    },
    async set(key, value, ttlMs) {
      await checkFolder(folder)
      if (value === '') return rm(toPath(key), { force: true })
      await removeAbandonedFiles(folder)
      return replaceStoreFile(toPath(key), value, ttlMs)
    },
    async claim(key, value, ttlMs) {
      await checkFolder(folder)
      return (await createStoreFile(toPath(key), value, ttlMs)) || takeOver(folder, toPath(key), value, ttlMs)
    },
    async leftMs(key) {
      await checkFolder(folder)
      const file = await readStoreFile(toPath(key))
      // An expired file is there until somebody replaces it: the smallest life says so.
      return file && Math.max(1, await remainingMs(folder, file))
    },
  }
}

/**
 * Replaces an expired claim. Of several processes that see it expired, the one that can create a file named after this
 * very claim does so; a later one finds another claim in its place.
 */
async function takeOver(folder: string, path: string, value: string, ttlMs: number): Promise<boolean> {
  const expired = await readStoreFile(path)
  if (!expired || (await remainingMs(folder, expired)) > 0) return false
  const marker = `${path}.${encodeURIComponent(expired.value)}`
  if (!(await createStoreFile(marker, '', ttlMs))) {
    // Whoever created it is at work, or was killed before the end of it.
    const abandoned = await readStoreFile(marker)
    if (abandoned && (await remainingMs(folder, abandoned)) <= 0) await rm(marker, { force: true })
    return false
  }
  try {
    if ((await readStoreFile(path))?.value !== expired.value) return false
    await replaceStoreFile(path, value, ttlMs)
    return true
  } finally {
    await rm(marker, { force: true })
  }
}

async function remainingMs(folder: string, { ttlMs, writtenAtMs }: StoreFile): Promise<number> {
  return ttlMs - ((await readFolderClock(folder)) - writtenAtMs)
}
