import type { AuthClient, AuthEvent } from '@qci-client/auth'

import { CommandError } from '../errors/command-error.ts'
import { printWarning } from '../output/stderr.ts'
import { findApiToken, findUrl, requireApiToken, requireUrl } from './configuration.ts'
import { createClient, toAddress } from './create-client.ts'
import { startDeadline } from './deadline.ts'
import type { Deadline } from './deadline.ts'
import type { GlobalFlags } from './global-flags.ts'
import { isLoopback } from './is-loopback.ts'
import { toProblem } from '../errors/to-problem.ts'
import { findRoute } from '../proxy/route.ts'
import { useProxies } from '../proxy/use-proxies.ts'
import { reportEvent } from '../output/report-event.ts'

/** What a command needs to ask the API. */
export interface Session {
  readonly client: AuthClient
  readonly deadline: Deadline
}

/**
 * Finds the configuration, makes the client, and lets a command ask the API.
 *
 * @param needs - Whether the command needs the API token, or does without.
 * @throws CommandError that tells what failed, and the proxy when there is one.
 */
export async function withSession(
  flags: GlobalFlags,
  needs: { apiToken: boolean },
  ask: (session: Session) => Promise<void>,
): Promise<void> {
  const { env } = process
  const url = requireUrl(findUrl(flags, env))
  const apiToken = needs.apiToken ? requireApiToken(await findApiToken(flags, env)) : undefined
  const address = toAddress(url, flags)
  const route = findRoute(address, env)
  if (route.proxy) await useProxies(env)
  if (address.protocol === 'http:' && !isLoopback(address)) {
    printWarning(`Tokens go to ${address.host} in clear text, as --allow-insecure allows.`)
  }
  let earlierFailure: unknown
  const onEvent = (event: AuthEvent) => {
    if (event.type === 'retry') earlierFailure = event.error
    if (event.type === 'renewed') earlierFailure = undefined
    reportEvent(event)
  }
  using client = createClient(url, apiToken, flags, { onEvent })
  using deadline = startDeadline(flags.timeout)
  try {
    await ask({ client, deadline })
  } catch (error) {
    // When time is up between two tries, what the first one failed of says more.
    const isLate = deadline.signal.aborted && earlierFailure !== undefined
    const { message, exitStatus, advice } = toProblem(isLate ? earlierFailure : error, route)
    throw new CommandError(message, exitStatus, advice)
  }
}
