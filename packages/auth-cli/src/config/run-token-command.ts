import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

import { usageError } from '../errors/command-error.ts'

/**
 * Runs the program that prints the API token, such as a password manager. Its standard error and input are those of
 * this command, so that it can prompt for a passphrase.
 *
 * @param source - The profile, for messages.
 * @throws CommandError (usage) when it fails, or the signal's reason.
 */
export async function runTokenCommand(
  [program = '', ...args]: readonly string[],
  source: string,
  signal: AbortSignal,
): Promise<string> {
  const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'inherit'], signal })
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, name) => resolve(code ?? name!))
  })
  try {
    const [output, status] = await Promise.all([text(child.stdout), ended])
    if (status === 0) return output
    throw usageError(
      `${source}: apiTokenCommand ended with ${typeof status === 'number' ? `status ${status}` : status}.`,
    )
  } catch (error) {
    signal.throwIfAborted()
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw usageError(`${source}: apiTokenCommand cannot be run (${code}).`)
  }
}
