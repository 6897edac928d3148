import { CommanderError } from 'commander'

import { complain } from './complain.ts'
import { EXIT } from './exit-status.ts'
import { endOnInterrupt } from './interrupt.ts'
import { guardOutput } from './output.ts'
import { toUsageError } from './parse-problem.ts'
import { toProblem } from './problem.ts'
import type { Problem } from './problem.ts'
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
    const isBare = isParsing && args.length === 0 // no command: the help says it all
    const problem = toProblem(isParsing ? toUsageError(error, program) : error)
    if (!isBare) complain(withAdvice(problem))
    process.exitCode = isBare ? EXIT.usage : problem.exitStatus
  }
}

/** When the API cannot be reached and nothing better is known, somebody may have a closer look. */
function withAdvice({ message, advice, exitStatus }: Problem): Pick<Problem, 'message' | 'advice'> {
  const fallback =
    exitStatus === EXIT.unreachable
      ? 'See with "qci-auth doctor" how far the way to the API is open.'
      : undefined
  return { message, advice: advice ?? fallback }
}
