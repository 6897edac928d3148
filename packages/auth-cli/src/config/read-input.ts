import { constants, createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'

import { CommandError, usageError } from '../errors/command-error.ts'
import { TimeLimitError } from './deadline.ts'

/** The file name that stands for standard input. */
export const STANDARD_INPUT = '-'

/** Where a flag reads from. */
export interface InputOptions {
  /** The flag that names the file, for messages. The name itself is not shown: it may be the secret. */
  readonly flag: string
  readonly signal: AbortSignal
}

/** An open file or standard input. */
export interface Input {
  readonly stream: Readable
  /** The size of a regular file, in bytes. */
  readonly sizeBytes: number | undefined
}

let isStandardInputTaken = false

/**
 * Opens a file, a named pipe or standard input (`-`).
 *
 * @throws CommandError (usage) when it cannot be opened.
 */
export async function openInput(file: string, { flag, signal }: InputOptions): Promise<Input> {
  if (file === STANDARD_INPUT) return { stream: takeStandardInput({ flag, signal }), sizeBytes: undefined }
  try {
    const stats = await stat(file)
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    if (!stats.isFIFO()) {
      return {
        stream: createReadStream(file, { signal }),
        sizeBytes: stats.isFile() ? stats.size : undefined,
      }
    }
    // Opening a named pipe blocks a thread of the process until another program writes, unless it is opened so.
    const { fd } = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    return { stream: new Socket({ fd, readable: true, writable: false, signal }), sizeBytes: undefined }
  } catch (error) {
    throw toInputError(error, { flag, signal })
  }
}

/**
 * Reads a small file, a named pipe or standard input (`-`) as text.
 *
 * @throws CommandError (usage) when it cannot be read or is larger than `maxBytes`; the signal's reason, worded for
 *   the flag, when the time has passed.
 */
export async function readInput(
  file: string,
  options: InputOptions & { readonly maxBytes: number },
): Promise<string> {
  const { flag, signal, maxBytes } = options
  const chunks: Uint8Array[] = []
  let bytes = 0
  const { stream } = await openInput(file, options)
  const stop = () => void stream.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Uint8Array)
      bytes += (chunk as Uint8Array).length
      if (bytes > maxBytes) {
        throw usageError(
          `${flag}: the input is larger than ${maxBytes / 1_024} KiB. Check that it is the right file.`,
        )
      }
    }
  } catch (error) {
    throw toInputError(error, options)
  } finally {
    signal.removeEventListener('abort', stop)
    stream.destroy()
  }
  return Buffer.concat(chunks).toString()
}

function takeStandardInput({ flag }: InputOptions): Readable {
  if (isStandardInputTaken) throw usageError(`${flag}: another flag already reads standard input.`)
  // What is typed there would be shown.
  if (process.stdin.isTTY) {
    throw usageError(`${flag}: standard input is a terminal. Pipe the data in, or use a file.`)
  }
  isStandardInputTaken = true
  return process.stdin
}

/** Words an error of opening or reading; other errors are returned as they are. */
export function toInputError(error: unknown, { flag, signal }: InputOptions): unknown {
  if (signal.reason instanceof TimeLimitError) {
    const { seconds, exitStatus } = signal.reason
    return new CommandError(`${flag}: the input was not complete within ${seconds} s.`, exitStatus)
  }
  if (error instanceof CommandError) return error
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  if (code === 'ENOENT') return usageError(`${flag}: the file does not exist.`)
  if (code === 'EISDIR') return usageError(`${flag}: this is a folder, not a file.`)
  if (code === 'EACCES' || code === 'EPERM') {
    return usageError(`${flag}: no permission to read the file (${code}).`)
  }
  return usageError(`${flag}: the file cannot be read (${code}).`)
}
