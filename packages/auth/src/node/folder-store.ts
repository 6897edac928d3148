import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import type { TokenStore } from '../share/token-store.ts'
import { checkFolder } from './check-folder.ts'
import {
  createStoreFile,
  hasEntry,
  readFolderClock,
  readStoreFile,
  removeAbandonedFiles,
  replaceStoreFile,
} from './folder-files.ts'
import type { StoreFile } from './folder-files.ts'

/**
 * How far the wall clock and the monotonic clock may drift apart until the folder's clock is read again, in
 * milliseconds.
 */
const CLOCK_TOLERANCE_MS = 1_000

/**
 * A folder as a store for `shareTokens`: for the processes of one machine, or for all machines that mount it.
 *
 * The folder is created with mode 0700 when it does not exist. It is rejected when another user owns it or can write
 * to it, or when it is a symbolic link. Files have mode 0600, are written completely or not at all, and age by the
 * clock of the file system. A rejected folder or a failed operation never makes a call of the client fail: the event
 * `storeFailed` reports it.
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
  let opened: Promise<OpenFolder> | undefined
  /** The difference between wall clock and monotonic clock when the folder was opened. */
  let openedOffsetMs = 0

  /**
   * Checks the folder once per process, because each check may wait on a busy machine. Checks it again after a
   * failure, after a standby, during which the monotonic clock may pause, and after the clock was set.
   */
  const open = () => {
    const offsetMs = Date.now() - performance.now()
    if (Math.abs(offsetMs - openedOffsetMs) > CLOCK_TOLERANCE_MS) opened = undefined
    if (!opened) {
      openedOffsetMs = offsetMs
      const opening = (opened = openFolder(folder))
      opening.catch(() => {
        if (opened === opening) opened = undefined
      })
    }
    return opened
  }

  return {
    async get(key) {
      await open()
      return (await readStoreFile(toPath(key)))?.value
    },
    async set(key, value, ttlMs) {
      await open()
      return value === '' ? rm(toPath(key), { force: true }) : replaceStoreFile(toPath(key), value, ttlMs)
    },
    async claim(key, value, ttlMs) {
      const { remainingMs } = await open()
      const claimed = toPath(key)
      return (
        (await createStoreFile(claimed, value, ttlMs)) ||
        takeOver({ path: claimed, value, ttlMs, remainingMs })
      )
    },
    async leftMs(key) {
      const { remainingMs } = await open()
      const file = await readStoreFile(toPath(key))
      // An expired file exists until it is replaced. Its life is the smallest positive one.
      return file && Math.max(1, remainingMs(file))
    },
  }
}

/** A folder that was checked. */
interface OpenFolder {
  /** How long a file is still kept, in milliseconds, by the clock of the file system. */
  remainingMs: (file: StoreFile) => number
}

/** Checks a folder, reads the clock of its file system, and removes temporary files of killed processes. */
async function openFolder(folder: string): Promise<OpenFolder> {
  await checkFolder(folder)
  const aheadMs = (await readFolderClock(folder)) - performance.now()
  await removeAbandonedFiles(folder, aheadMs + performance.now())
  return { remainingMs: ({ ttlMs, writtenAtMs }) => ttlMs - (aheadMs + performance.now() - writtenAtMs) }
}

/**
 * Replaces an expired claim, or a file that is not a claim, such as an empty one after a power failure.
 *
 * If several processes see the expired claim, only the one that creates a file named after this claim replaces it.
 * The others then find a new claim.
 */
async function takeOver(options: {
  path: string
  value: string
  ttlMs: number
  remainingMs: (file: StoreFile) => number
}): Promise<boolean> {
  const { path, value, ttlMs, remainingMs } = options
  const expired = await readStoreFile(path)
  if (expired ? remainingMs(expired) > 0 : !(await hasEntry(path))) return false
  const marker = `${path}.${encodeURIComponent(expired?.value ?? '').slice(0, 36)}`
  if (!(await createStoreFile(marker, '', ttlMs))) {
    // The process that created it is still working, or was killed.
    const abandoned = await readStoreFile(marker)
    if (abandoned && remainingMs(abandoned) <= 0) await rm(marker, { force: true })
    return false
  }
  try {
    if ((await readStoreFile(path))?.value !== expired?.value) return false
    await replaceStoreFile(path, value, ttlMs)
    return true
  } finally {
    await rm(marker, { force: true })
  }
}
