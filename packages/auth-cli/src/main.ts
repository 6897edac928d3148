import { CommanderError } from 'commander'
import type { Command } from 'commander'

import { runMock } from './commands/mock.ts'
import { CommandError } from './errors/command-error.ts'
import { EXIT } from './errors/exit-status.ts'
import type { ExitStatus } from './errors/exit-status.ts'
import type { Problem } from './advice/to-problem.ts'
import { toUsageError } from './errors/usage-error.ts'
import { printError } from './output/stderr.ts'
import { createProgram } from './program.ts'

/** Runs the command and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const program = createProgram()
  try {
    const mockArgs = toMockArgs(args)
    if (mockArgs) await runMock(mockArgs)
    else await program.parseAsync(toParsed(args, program), { from: 'user' })
  } catch (error) {
    const isParsing = error instanceof CommanderError
    if (isParsing && error.exitCode === 0) return // help or version, already printed
    const { message, advice, exitStatus } = await describe(
      isParsing ? toUsageError(error, { program, args }) : error,
    )
    const isBare = isParsing && args.length === 0 // no command: commander has printed the help
    if (!isBare) printError({ message, advice: advice ?? adviseOnStatus(exitStatus) })
    process.exitCode = isBare ? EXIT.usage : exitStatus
  }
}

/** `help X` of an unknown X fails as the command X does, with a suggestion, rather than with the whole help. */
function toParsed(args: readonly string[], program: Command): readonly string[] {
  const [first, topic] = args
  const isUnknown = topic !== undefined && !program.commands.some((command) => command.name() === topic)
  return first === 'help' && isUnknown && topic !== 'help' ? args.slice(1) : args
}

/** The arguments of the mock, which its own program parses; undefined for other commands. */
function toMockArgs([first, second, ...rest]: readonly string[]): readonly string[] | undefined {
  if (first === 'mock') return second === undefined ? [] : [second, ...rest]
  return first === 'help' && second === 'mock' ? ['--help'] : undefined
}

async function describe(error: unknown): Promise<Problem> {
  if (error instanceof CommandError) return error
  const { toProblem } = await import('./advice/to-problem.ts')
  return toProblem(error, { env: process.env })
}

/** What to do when no better advice is known. */
function adviseOnStatus(status: ExitStatus): string | undefined {
  return status === EXIT.unreachable ? 'Run "qci-auth doctor" to diagnose the connection.' : undefined
}
