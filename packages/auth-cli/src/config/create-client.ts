import { AuthClient, isQciAuthError } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'

import { usageError } from '../errors/command-error.ts'
import type { Setting } from './configuration.ts'
import type { GlobalFlags } from './global-flags.ts'
import { toProblem } from '../errors/to-problem.ts'

/**
 * Makes the client of a command. Proxies must be in use by then: it keeps the `Request` of that moment.
 *
 * @param apiToken - Undefined for commands that need none.
 * @param watch - Sees the requests, or is told what happens.
 * @throws CommandError (usage) that names the flag or variable at fault.
 */
export function createClient(
  url: Setting,
  apiToken: Setting | undefined,
  { timeout, allowInsecure }: GlobalFlags,
  watch: Pick<AuthClientOptions, 'fetch' | 'onEvent'> = {},
): AuthClient {
  try {
    return new AuthClient({
      url: url.value,
      apiToken: apiToken?.value ?? (() => Promise.reject(new Error('This command needs no API token.'))),
      // Only when it was asked for: the API is told of it.
      timeoutMs: timeout === undefined ? undefined : timeout * 1_000,
      allowInsecure,
      env: {}, // all that counts has been found
      ...watch,
    })
  } catch (error) {
    if (!isQciAuthError(error)) throw error
    const { message } = toProblem(error)
    throw usageError(
      message
        .replace('The API address in url', `The API address in ${url.source}`)
        .replace('The API token in apiToken', `The API token in ${apiToken?.source}`),
    )
  }
}

/**
 * The API's address, checked.
 *
 * @throws CommandError (usage) that names the flag or variable at fault.
 */
export function toAddress(url: Setting, flags: GlobalFlags): URL {
  using client = createClient(url, undefined, flags)
  return new URL(client.url)
}
