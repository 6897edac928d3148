import { EXIT } from './exit-status.ts'
import type { ExitStatus } from './exit-status.ts'

/** Ends the command. Its message is printed as it is, so it must contain no secret. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitStatus: ExitStatus
  /** What to do about it; undefined when the message says it already. */
  readonly advice: string | undefined

  constructor(message: string, exitStatus: ExitStatus, advice?: string) {
    super(message)
    this.exitStatus = exitStatus
    this.advice = advice
  }
}

/** A wrong flag, argument or variable. The message shows no value: it may be a token in the wrong place. */
export function usageError(message: string, advice?: string): CommandError {
  return new CommandError(message, EXIT.usage, advice)
}
