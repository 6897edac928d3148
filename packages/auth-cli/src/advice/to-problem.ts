import { isQciAuthError } from '@qci-client/auth'
import type { AnyQciAuthError, ApiError, InvalidResponseError } from '@qci-client/auth'

import { TimeLimitError } from '../config/deadline.ts'
import type { Environment } from '../config/setting.ts'
import { TransportError } from '../http/transport-error.ts'
import type { Route } from '../proxy/route.ts'
import { CommandError } from '../errors/command-error.ts'
import { adviseOnConnection } from './connection-advice.ts'
import { EXIT, toExitStatus } from '../errors/exit-status.ts'
import type { ExitStatus } from '../errors/exit-status.ts'
import { adviseOnRedirect, adviseOnStatus } from './http-advice.ts'

/** A failure as users and scripts see it. */
export interface Problem {
  readonly message: string
  /** What to do; undefined when the message says it already. */
  readonly advice: string | undefined
  readonly exitStatus: ExitStatus
}

/** What is known about the circumstances of a failure. */
export interface ProblemContext {
  readonly env: Environment
  /** How the API is reached: a failed connection through a proxy says so. */
  readonly route?: Route | undefined
  /** Whether the doctor reports it, which must not recommend itself. */
  readonly isDoctor?: boolean
}

/** The longest part of a response that a message quotes. */
const MAX_QUOTED = 300

/** Converts a thrown value into a {@link Problem}, with the messages of the command. */
export function toProblem(error: unknown, context: ProblemContext): Problem {
  if (error instanceof TimeLimitError) {
    const { message, exitStatus } = error
    return withRoute({ message, exitStatus, advice: adviseOnTimeLimit(context) }, context)
  }
  if (error instanceof CommandError) return error
  if (error instanceof TransportError) return ofConnection(error, context)
  if (isQciAuthError(error)) return ofClient(error, context)
  // A bug: its name helps to find it, its message might quote anything.
  const name = error instanceof Error ? error.name : typeof error
  return {
    message: `Unexpected ${name} in qci-auth.`,
    advice: 'This is a bug. Please report it with the command that you ran, but without your tokens.',
    exitStatus: EXIT.unexpected,
  }
}

function ofClient(error: AnyQciAuthError, context: ProblemContext): Problem {
  const { message } = error
  switch (error.code) {
    case 'ERR_QCI_AUTH_CONFIGURATION':
      return { message, advice: undefined, exitStatus: EXIT.usage }
    case 'ERR_QCI_AUTH_API': {
      const problem = {
        message: describeResponse(error),
        advice: adviseOnStatus(error),
        exitStatus: toExitStatus(error.status),
      }
      // A proxy for plain http: sends these itself when it fails.
      return [403, 407, 502, 503, 504].includes(error.status) && error.url.startsWith('http:')
        ? withRoute(problem, context)
        : problem
    }
    case 'ERR_QCI_AUTH_REDIRECT': {
      const { url, location = 'an unknown address' } = error
      return {
        message: `${url} redirects to ${location}. The API token is never sent to a redirect target.`,
        advice: adviseOnRedirect(error),
        exitStatus: EXIT.httpError,
      }
    }
    case 'ERR_QCI_AUTH_INVALID_RESPONSE':
      return { message, advice: adviseOnBody(error), exitStatus: EXIT.invalidResponse }
    case 'ERR_QCI_AUTH_TIMEOUT':
      return toProblem(new TimeLimitError(error.timeoutMs / 1_000), context)
    case 'ERR_QCI_AUTH_ABORTED':
      // Only the deadline aborts requests, and its reason is more helpful.
      return toProblem(
        error.cause instanceof Error ? error.cause : new CommandError(message, EXIT.unreachable),
        context,
      )
    default: {
      const { message: reason, code = 'UNKNOWN' } = error.cause as Error & { code?: string }
      // The client puts the code before messages that do not name it.
      const text = reason.startsWith(`${code}: `) ? reason.slice(code.length + 2) : reason
      return ofConnection(new TransportError(text, code, error.url), context)
    }
  }
}

/** A failed connection or transfer. */
export function ofConnection({ message, code, url }: TransportError, context: ProblemContext): Problem {
  const from = url === undefined ? '' : ` from ${url}`
  const { proxy } = context.route ?? {}
  const what = code.startsWith('RESPONSE_') ? `The response${from} broke off` : `No response${from}`
  const problem = {
    message: `${what}: ${message}.`,
    advice: adviseOnConnection({ code, env: context.env, proxy }),
    exitStatus: EXIT.unreachable,
  }
  return withRoute(problem, context)
}

/** Advice for a body that is not the API's at all, rather than one with a wrong field. */
function adviseOnBody({ field }: InvalidResponseError): string | undefined {
  if (field !== undefined) return undefined
  return 'Check QCI_API_URL or --url. If the network has a login page (captive portal), open it in a browser and log in.'
}

function adviseOnTimeLimit({ isDoctor, route }: ProblemContext): string {
  if (!isDoctor) return 'Increase --timeout, or run "qci-auth doctor" to diagnose the connection.'
  const place = route?.proxy ? 'the proxy, a firewall or the API' : 'a firewall, a gateway or the API itself'
  return `Increase --timeout. If that does not help, ${place} is not responding: check the address and the network.`
}

/** Says so when a proxy is used: it may be what failed. */
function withRoute({ message, advice, exitStatus }: Problem, { route }: ProblemContext): Problem {
  const { proxy } = route ?? {}
  const suffix = proxy
    ? ` The connection goes through the proxy ${proxy.host}, set in ${proxy.variable}.`
    : ''
  return { message: `${message}${suffix}`, advice, exitStatus }
}

/** `401 Unauthorized from https://…: invalid API token (request ID 7f3a)`. */
function describeResponse({
  status,
  statusText,
  url,
  apiMessage,
  responseBody,
  requestId,
}: ApiError): string {
  const isPage = /^\s*</.test(responseBody)
  const said = apiMessage ?? (isPage ? 'an HTML page' : responseBody)
  const text = said.replaceAll(/\s+/g, ' ').trim()
  const quoted = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  return `${`${status} ${statusText}`.trim()} from ${url}${quoted && `: ${quoted}`}${id}${/[.!?…]$/.test(quoted + id) ? '' : '.'}`
}
