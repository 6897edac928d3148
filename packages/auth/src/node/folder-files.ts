import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, lstat, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a store. It is complete, because it gets its name only when it has been written. */
export interface StoreFile {
  readonly value: string
  /** How long the value is kept from the moment it was written, in milliseconds. */
  readonly ttlMs: number
  /** When it was written, in milliseconds by the clock of the file system. */
  readonly writtenAtMs: number
}

/** Larger than any sealed token response. Larger files are not read. */
const MOST_BYTES = 4 * 1_048_576
const TEMPORARY = '.qci-auth-tmp-'
/** A temporary file older than this was left by a process that was killed, in milliseconds. */
const ABANDONED_AFTER_MS = 60_000

/** Reads a file; undefined when there is none or it is not a file of a store. */
export async function readStoreFile(path: string): Promise<StoreFile | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants // undefined on Windows, which counts as 0 below
  let file: FileHandle | undefined
  try {
    file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) // no symbolic link, no waiting for a FIFO
    const stats = await file.stat()
    if (!stats.isFile() || stats.size > MOST_BYTES) return undefined
    const [ttl = '', value] = (await file.readFile('utf8')).split('\n')
    return value === undefined ? undefined : { value, ttlMs: Number(ttl), writtenAtMs: stats.mtimeMs }
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes(toCode(error))) return undefined
    throw error
  } finally {
    await file?.close()
  }
}

/** Writes a file completely or not at all. Replaces an existing one. */
export async function replaceStoreFile(path: string, value: string, ttlMs: number): Promise<void> {
  const temporary = await writeTemporary(join(path, '..'), `${ttlMs}\n${value}`)
  await rename(temporary, path).catch((error: unknown) => removeAndThrow(temporary, error))
}

/** Writes a file completely if there is none. Returns whether it did. */
export async function createStoreFile(path: string, value: string, ttlMs: number): Promise<boolean> {
  const temporary = await writeTemporary(join(path, '..'), `${ttlMs}\n${value}`)
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (toCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Returns the current time by the clock of a folder's file system, which may be on another machine. */
export async function readFolderClock(folder: string): Promise<number> {
  const temporary = await writeTemporary(folder, '')
  try {
    return (await lstat(temporary)).mtimeMs
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Removes temporary files of killed processes. */
export async function removeAbandonedFiles(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(TEMPORARY)) continue
    const path = join(folder, name)
    const stats = await lstat(path).catch(() => undefined) // its owner has removed it
    const isAbandoned = stats?.isFile() && nowMs - stats.mtimeMs > ABANDONED_AFTER_MS
    if (isAbandoned) await rm(path, { force: true }).catch(() => {}) // another process may remove it at the same time
  }
}

/** Whether there is anything at this path, readable or not. */
export async function hasEntry(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

async function writeTemporary(folder: string, text: string): Promise<string> {
  const temporary = join(folder, TEMPORARY + randomUUID())
  await writeFile(temporary, text, { flag: 'wx', mode: 0o600 }).catch((error: unknown) =>
    removeAndThrow(temporary, error),
  )
  return temporary
}

async function removeAndThrow(path: string, error: unknown): Promise<never> {
  await rm(path, { force: true })
  throw error
}

function toCode(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? ''
}
