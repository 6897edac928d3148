import type { AuthEvent } from '@qci-client/auth'

import { toProblem } from '../advice/to-problem.ts'
import type { ProblemContext } from '../advice/to-problem.ts'
import { printWarning } from './stderr.ts'
import { toRetryNotice } from './to-retry-notice.ts'

/** Prints a warning for events of the client that the user should know of. */
export function reportEvent(event: AuthEvent, context: ProblemContext): void {
  if (event.type === 'retry') {
    printWarning(`${toProblem(event.error, context).message}\n  ${toRetryNotice(event.delayMs)}`)
  } else if (event.type === 'storeFailed' && event.code === 'ERR_QCI_AUTH_UNSAFE_FOLDER') {
    printWarning(`The token cache is not used: ${event.reason}.`)
  } else if (event.type === 'clockSkewSuspected') {
    printWarning(
      "By this machine's clock, the new access token has already expired. Check the clock of this machine.",
    )
  }
}
