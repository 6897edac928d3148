import { isQciAuthError } from '@qci-client/auth'
import type { AnyQciAuthError } from '@qci-client/auth'

import { adviseOnApiError, adviseOnConnection } from './advice.ts'
import { CommandError } from './command-error.ts'
import { EXIT, toExitStatus } from './exit-status.ts'
import type { ExitStatus } from './exit-status.ts'
import type { Route } from '../proxy/route.ts'

/** Something that went wrong, as it is told to people and to scripts. */
export interface Problem {
  message: string
  /** The first thing to do, when the message does not say it already. */
  advice: string | undefined
  exitStatus: ExitStatus
}

/**
 * Turns whatever was thrown into a {@link Problem}, in the words of the command.
 *
 * @param route - The way to the API, when it is known: a failed connection behind a proxy says so.
 */
export function toProblem(error: unknown, route?: Route): Problem {
  if (error instanceof CommandError)
    return error.exitStatus === EXIT.unreachable ? addRoute(error, route) : error
  if (isQciAuthError(error)) return ofClient(error, route)
  // A defect: its name and place help those who mend it, its message might quote anything.
  const name = error instanceof Error ? error.name : typeof error
  return {
    message: `Unexpected ${name} in qci-auth.`,
    advice: 'Please report it, with the command and without your tokens.',
    exitStatus: EXIT.unexpected,
  }
}

function ofClient(error: AnyQciAuthError, route: Route | undefined): Problem {
  const message = toCommandWords(error.message)
  switch (error.code) {
    case 'ERR_QCI_AUTH_CONFIGURATION':
      return { message, advice: undefined, exitStatus: EXIT.usage }
    case 'ERR_QCI_AUTH_API':
      return { message, advice: adviseOnApiError(error), exitStatus: toExitStatus(error.status) }
    case 'ERR_QCI_AUTH_REDIRECT':
      return { message, advice: undefined, exitStatus: EXIT.httpError }
    case 'ERR_QCI_AUTH_INVALID_RESPONSE':
      return { message, advice: undefined, exitStatus: EXIT.invalidResponse }
    case 'ERR_QCI_AUTH_ABORTED':
      // The only signal that ends a request early is that of the deadline, whose reason says it all.
      if (error.cause instanceof CommandError) return toProblem(error.cause, route)
      return { message, advice: undefined, exitStatus: EXIT.unreachable }
    default:
      return addRoute({ message, advice: adviseOnConnection(error), exitStatus: EXIT.unreachable }, route)
  }
}

/** Says so when there is a proxy in between: what failed may well be that. */
function addRoute(problem: Problem, route: Route | undefined): CommandError {
  const through = route?.proxy
    ? ` It goes through the proxy ${route.proxy.host} of ${route.proxy.variable}.`
    : ''
  return new CommandError(`${problem.message}${through}`, problem.exitStatus, problem.advice)
}

/** The client speaks of its options; here they are flags. */
function toCommandWords(message: string): string {
  return message
    .replace('url or QCI_API_URL', '--url or QCI_API_URL')
    .replace('Raise timeoutMs', 'Give a larger --timeout')
    .replace('pass { allowInsecure: true }', 'give --allow-insecure')
}
