import { EXIT } from './exit-status.ts'
import type { ExitStatus } from './exit-status.ts'

/** What ends the command with a message for people: shown as it is, so it must hold no secret. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitStatus: ExitStatus
  /** The first thing to do about it, when the message does not say it already. */
  readonly advice: string | undefined

  constructor(message: string, exitStatus: ExitStatus, advice?: string) {
    super(message)
    this.exitStatus = exitStatus
    this.advice = advice
  }
}

/** A flag, an argument or a variable is wrong. The message shows no value: it may be a token gone astray. */
export function usageError(message: string, advice?: string): CommandError {
  return new CommandError(message, EXIT.usage, advice)
}
