import createClient from 'openapi-fetch'
import type { Client, ClientOptions } from 'openapi-fetch'

import type { paths } from './generated/auth-v1.ts'

/**
 * The options of {@link createAuthApiClient}: those of openapi-fetch, of which `baseUrl` is required.
 *
 * There is no default address, and nothing is read from the environment.
 */
export interface AuthApiClientOptions extends Omit<ClientOptions, 'baseUrl'> {
  /**
   * The API's address, with or without a slash at the end. A path in it is kept: `https://host/base` sends requests to
   * `https://host/base/auth/v1/…`.
   *
   * @example `https://api.qci-prod.com`
   */
  baseUrl: string
}

/** openapi-fetch's client for the paths of QCi's auth API. */
export type AuthApiClient = Client<paths>

/**
 * Creates a typed client of QCi's auth API. It adds no headers, no retries and no cache to openapi-fetch.
 *
 * @param options - `baseUrl`, and any option of openapi-fetch (`fetch`, `headers`, …). Without `fetch`, the global one
 *   is looked up for each request, so that interceptors may replace it at any time.
 * @returns An openapi-fetch client. Its methods reject when there is no response. A response with a status of 400 or
 *   more does not reject; it is the `error` of the result. Branch on `response.ok`: without a body there is no `error`.
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
  // openapi-fetch would keep the global fetch of this moment.
  return createClient<paths>({ ...options, fetch: options.fetch ?? ((request) => globalThis.fetch(request)) })
}
