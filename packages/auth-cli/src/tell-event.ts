import type { AuthEvent } from '@qci-client/auth'

import { warn } from './complain.ts'
import { toProblem } from './problem.ts'

/** What a person at the command should know although it goes on. */
export function tellEvent(event: AuthEvent): void {
  if (event.type === 'retry') {
    warn(`${toProblem(event.error).message}\n  Trying again in ${(event.delayMs / 1_000).toFixed(1)} s.`)
  } else if (event.type === 'clockSkewSuspected') {
    warn('By the clock of this machine the access token has expired already: is that clock right?')
  }
}
