import createClient from 'openapi-fetch'
import type { Client, ClientOptions } from 'openapi-fetch'

import type { paths } from './generated/auth-v1.ts'

/**
 * What {@link createAuthApiClient} takes: openapi-fetch's own options, of which `baseUrl` is required.
 *
 * There is no default address and nothing is read from the environment.
 */
export interface AuthApiClientOptions extends Omit<ClientOptions, 'baseUrl'> {
  /**
   * Where the API is, with or without a slash at the end: `https://api.qci-prod.com`.
   *
   * A path in it is kept: `https://host/base` asks `https://host/base/auth/v1/…`.
   */
  baseUrl: string
}

/** openapi-fetch's client for the paths of the contract. */
export type AuthApiClient = Client<paths>

/**
 * The typed client of QCi's auth API, without opinions: it adds no headers, no retries, no cache.
 *
 * @param options - `baseUrl`, and whatever openapi-fetch takes (`fetch`, `headers`, …).
 * @returns An openapi-fetch client. Its methods reject when no answer came; an answer of 400 or more is
 *   no rejection but the `error` of the result. Branch on `response.ok`: an empty error body gives no
 *   `error`.
 * @see spec/auth-v1.openapi.yaml
 *
 * @example
 * ```ts
 * const api = createAuthApiClient({ baseUrl: 'https://api.qci-prod.com' })
 * const { data, error, response } = await api.POST('/auth/v1/access-tokens/', {
 *   body: { refresh_token: apiToken },
 * })
 * ```
 */
export function createAuthApiClient(options: AuthApiClientOptions): AuthApiClient {
  return createClient<paths>(options)
}
