import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

import { usageError } from '../errors/command-error.ts'

/** What `-` stands for. */
const STANDARD_INPUT = '-'

let standardInputIsTaken = false

/**
 * Reads a file, or standard input for `-`.
 *
 * @param flag - The flag that names it, for messages. The name itself is not shown: it may be the secret.
 * @throws CommandError (usage) when it cannot be read.
 */
export async function readInput(file: string, flag: string): Promise<Buffer> {
  const stream = file === STANDARD_INPUT ? takeStandardInput(flag) : createReadStream(file)
  try {
    return await buffer(stream)
  } catch (error) {
    throw usageError(`${flag}: ${toReason((error as NodeJS.ErrnoException).code)}.`)
  }
}

function takeStandardInput(flag: string): Readable {
  if (standardInputIsTaken) throw usageError(`${flag}: another flag reads standard input already.`)
  // What is typed there would show.
  if (process.stdin.isTTY) {
    throw usageError(`${flag}: standard input is a terminal. Pipe it in, or name a file.`)
  }
  standardInputIsTaken = true
  return process.stdin
}

function toReason(code: string | undefined): string {
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'this is a folder'
  return `the file cannot be read (${code ?? 'unknown error'})`
}
