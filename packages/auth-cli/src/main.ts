import { CommanderError } from 'commander'

import { complain } from './complain.ts'
import { EXIT } from './exit-status.ts'
import { endOnInterrupt } from './interrupt.ts'
import { guardOutput } from './output.ts'
import { toUsageError } from './parse-problem.ts'
import { toProblem } from './problem.ts'
import { createProgram } from './program.ts'

/** Runs the command and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  guardOutput()
  const program = createProgram(endOnInterrupt())
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    const isParsing = error instanceof CommanderError
    if (isParsing && error.exitCode === 0) return // help or version, and they have been shown
    const isBare = isParsing && error.code === 'commander.help' // no command: the help says it all
    const problem = toProblem(isParsing ? toUsageError(error, program) : error)
    if (!isBare) complain(problem)
    process.exitCode = isBare ? EXIT.usage : problem.exitStatus
  }
}
