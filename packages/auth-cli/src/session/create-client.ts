import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'

import { keepFetchUnloaded } from '../http/keep-fetch-unloaded.ts'

import type { Setting } from '../config/setting.ts'

/** What a client is created from, checked. */
export interface ClientSettings {
  readonly url: URL
  /** Undefined for commands that need none. */
  readonly apiToken: Setting | undefined
  readonly timeoutSeconds: number | undefined
  readonly fetch: NonNullable<AuthClientOptions['fetch']>
  readonly onEvent?: AuthClientOptions['onEvent']
  /** Shares the access token with other runs. */
  readonly sharing?: AuthClientOptions['sharing']
}

/** Creates the client of a command. */
export function createClient(settings: ClientSettings): AuthClient {
  keepFetchUnloaded()
  const { url, apiToken, timeoutSeconds, fetch, onEvent, sharing } = settings
  return new AuthClient({
    url: url.href,
    apiToken: apiToken?.value ?? (() => Promise.reject(new Error('This command needs no API token.'))),
    // Only when the flag is given: the API receives it. Without it, the deadline of the command applies.
    timeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1_000,
    allowInsecure: true, // parseUrl has checked the address
    env: {}, // all settings have been resolved
    fetch,
    onEvent,
    sharing,
  })
}
