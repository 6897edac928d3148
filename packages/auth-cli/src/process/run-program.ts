import { spawn } from 'node:child_process'
import { constants } from 'node:os'

import { CommandError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'
import { raise } from './signals.ts'

/** Signals that are sent to this process alone. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const

/** Signals that a terminal sends to all its foreground programs, so to the program too. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const

/**
 * Runs a program with the input, output and error of this process, and ends as it ends: with its exit status, or by
 * the same signal.
 *
 * @throws CommandError when it cannot be started, with the status that shells use.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  const forward = (signal: NodeJS.Signals) => void child.kill(signal)
  const handlers = [
    ...FORWARDED.map((signal) => [signal, forward] as const),
    ...FROM_TERMINAL.map((signal) => [signal, hasTerminal ? () => {} : forward] as const),
  ]
  // Before the program starts. Otherwise a signal could kill this process and leave the program running.
  for (const [signal, handler] of handlers) process.on(signal, handler)
  const child = spawn(program, args, { env, stdio: 'inherit' })
  try {
    const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, name) => resolve([code, name]))
    })
    for (const [name, handler] of handlers) process.off(name, handler)
    if (signal) raise(signal)
    // After a signal that does not end this process, such as SIGPIPE, the status is that of shells.
    process.exitCode = status ?? 128 + constants.signals[signal!]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ENOENT'
      ? new CommandError('The program to run was not found.', EXIT.notFound)
      : new CommandError(`The program cannot be run (${code}).`, EXIT.notExecutable)
  }
}
