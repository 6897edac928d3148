import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { rmSync } from 'node:fs'

import { CommandError, usageError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'
import { onTermination } from '../process/signals.ts'

/** A file that is written completely or not at all. */
export interface OutputFile extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>
  /** Moves the file into place. Without this call, nothing is changed. */
  commit(): Promise<void>
}

/**
 * Opens a file for writing: a temporary file beside it, which takes its name when it is complete. Devices and pipes are
 * written directly.
 *
 * @throws CommandError (usage) when it cannot be created.
 */
export async function openOutputFile(path: string, flag: string): Promise<OutputFile> {
  try {
    const known = await stat(path).catch(() => undefined)
    if (known?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    return known && !known.isFile()
      ? await openDevice(path)
      : await openTemporary(known ? await realpath(path) : path, known?.mode)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EISDIR') throw usageError(`${flag}: this is a folder, not a file.`)
    if (code === 'ENOENT') throw usageError(`${flag}: the folder does not exist.`)
    throw usageError(`${flag}: the file cannot be written (${code}).`)
  }
}

async function openDevice(path: string): Promise<OutputFile> {
  const file = await open(path, 'w')
  return {
    write: (bytes) => wordErrors(file.writeFile(bytes)),
    commit: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => file.close(),
  }
}

async function openTemporary(path: string, mode = 0o666): Promise<OutputFile> {
  const temporary = `${path}.${process.pid}.part`
  const file = await open(temporary, 'wx', mode)
  const termination = onTermination(() => rmSync(temporary, { force: true }))
  let isCommitted = false
  return {
    write: (bytes) => wordErrors(file.writeFile(bytes)),
    async commit() {
      await wordErrors(file.close().then(() => rename(temporary, path)))
      isCommitted = true
    },
    async [Symbol.asyncDispose]() {
      termination[Symbol.dispose]()
      if (isCommitted) return
      await file.close().catch(() => {})
      await rm(temporary, { force: true })
    },
  }
}

async function wordErrors<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CommandError(`The output file cannot be written (${code}).`, EXIT.unexpected)
  }
}
