import type { AuthClient, AuthEvent } from '@qci-client/auth'

import { CommandError } from '../errors/command-error.ts'
import { toProblem } from '../advice/to-problem.ts'
import { createFetch } from '../http/create-fetch.ts'
import type { TransportError } from '../http/transport-error.ts'
import { reportEvent } from '../output/report-event.ts'
import { printWarning } from '../output/stderr.ts'
import { findRoute } from '../proxy/route.ts'
import { isInsecureAllowed, resolveApiToken, resolveSources, resolveUrl } from '../config/configuration.ts'
import { createClient } from './create-client.ts'
import { startDeadline } from '../config/deadline.ts'
import type { Deadline } from '../config/deadline.ts'
import type { GlobalFlags } from '../config/global-flags.ts'
import { isLoopback } from '../config/is-loopback.ts'
import { parseApiToken } from '../config/parse-api-token.ts'
import { parseUrl } from '../config/parse-url.ts'
import type { Environment } from '../config/setting.ts'
import { createSharing, findTokenCache } from '../config/token-cache.ts'

/** What a command needs to call the API. */
export interface Session {
  readonly client: AuthClient
  readonly deadline: Deadline
  readonly env: Environment
  /** The profile's environment variable that contains the API token. */
  readonly apiTokenVariable: string | undefined
}

/** What a command needs from the configuration. */
export interface SessionOptions {
  /** Whether the command needs the API token. */
  readonly apiToken: boolean
  /** Whether the time limit starts again with every byte that is sent or received. */
  readonly countsFromLastByte?: boolean
}

/**
 * Resolves the configuration, creates the client, and runs a command with them, all within the time limit.
 *
 * @throws CommandError that says what failed, with the proxy if there is one.
 */
export async function withSession(
  flags: GlobalFlags,
  options: SessionOptions,
  run: (session: Session) => Promise<void>,
): Promise<void> {
  const { env } = process
  using deadline = startDeadline(flags.timeout)
  const sources = await resolveSources(flags, env)
  const url = parseUrl(resolveUrl(sources), { allowInsecure: isInsecureAllowed(sources) })
  const apiToken = options.apiToken
    ? parseApiToken(await resolveApiToken(sources, deadline.signal))
    : undefined
  const route = findRoute(url, env)
  warnOfInsecure(url, env)
  let earlierFailure: unknown
  const onEvent = (event: AuthEvent) => {
    if (event.type === 'retry') earlierFailure = event.error
    if (event.type === 'renewed') earlierFailure = undefined
    reportEvent(event, { route, env })
  }
  const fetch = createFetch({
    findRoute: (target) => findRoute(target, env),
    onProgress: options.countsFromLastByte ? () => deadline.restart() : undefined,
    onFailure(error) {
      if (isPermanent(error)) deadline.abort(error) // otherwise the client retries
    },
  })
  const sharing = apiToken && (await createSharing(findTokenCache(flags, env)))
  using client = createClient({ url, apiToken, timeoutSeconds: flags.timeout, fetch, onEvent, sharing })
  try {
    await run({ client, deadline, env, apiTokenVariable: sources.profile?.apiTokenVariable })
  } catch (error) {
    // When the time passes between two attempts, the failure of the first is more helpful.
    const isLate = deadline.signal.aborted && earlierFailure !== undefined
    const { message, exitStatus, advice } = toProblem(isLate ? earlierFailure : error, { route, env })
    throw new CommandError(message, exitStatus, advice)
  }
}

/** Whether a retry would fail in the same way. */
function isPermanent({ code }: TransportError): boolean {
  return /^PROXY_(STATUS_4|ERR_SSL_|ERR_TLS_|ENOTFOUND|HPE_|CERT_|SELF_|DEPTH_|UNABLE_)/.test(code)
}

function warnOfInsecure(url: URL, env: Environment): void {
  if (url.protocol === 'http:' && !isLoopback(url)) {
    printWarning(`Tokens are sent to ${url.host} in clear text, because insecure connections are allowed.`)
  }
  if (url.protocol === 'https:' && env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    printWarning(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: certificates are not verified, so others on the network can read the tokens.',
    )
  }
}
