import type {
  AccessTokensHealthGetResponseBody,
  AccessTokensPostResponseBody,
  AccessTokensVersionGetResponseBody,
} from '@qci-client/auth-api'

import { parseAccessToken } from './access-token.ts'
import type { AccessTokenInfo } from './access-token.ts'
import { resolveApiToken } from './api-token.ts'
import { resolveConfig } from './config.ts'
import type { Config } from './config.ts'
import { withDeadline } from './deadline.ts'
import { RequestAbortedError } from './errors.ts'
import { createExchange } from './exchange.ts'
import { requireField } from './field.ts'
import { toTimeoutNano, withAuthorization, withoutAuthorization, withoutConnectionClose } from './headers.ts'
import type { HeadersObject } from './headers.ts'
import type { HeldToken } from './held-token.ts'
import { getAccessTokensHealth, getAccessTokensVersion, postAccessTokens } from './operations.ts'
import type { AuthClientOptions, CallOptions } from './options.ts'
import { createApiRequest } from './request.ts'
import type { ApiRequest, Received } from './request.ts'
import { TokenCache } from './token-cache.ts'
import type { Operation } from './transport.ts'

/** Where Node, Deno and Bun look for what to show of an object. */
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/**
 * Access tokens for QCi's web API, and the headers that carry them: from memory whenever there is a usable
 * one, and no failure of the API reaches a caller while there is.
 *
 * The TypeScript counterpart of Python's `qci_client.auth.client.AuthClient`. Constructing one sends nothing.
 *
 * @example
 * ```ts
 * const client = new AuthClient() // QCI_API_URL and QCI_TOKEN
 * const response = await fetch(url, { headers: await client.getHeadersWithoutConnectionClose() })
 * ```
 */
export class AuthClient {
  readonly #config: Config
  readonly #request: ApiRequest
  readonly #cache: TokenCache
  readonly #timeoutNano: string | undefined
  readonly #closing = new AbortController()

  /**
   * @param options - Option, then environment, then error.
   * @throws ConfigurationError that names the option and the variable.
   */
  constructor(options: AuthClientOptions = {}) {
    this.#config = resolveConfig(options)
    this.#timeoutNano = toTimeoutNano(this.#config.timeoutMs)
    this.#request = createApiRequest(this.#config)
    this.#cache = new TokenCache(this.#config, createExchange(this.#config, this.#request))
  }

  /** The API's address, with a slash at its end. */
  get url(): string {
    return this.#config.url
  }

  /** The address at which access tokens are obtained. */
  get accessTokensUrl(): string {
    return `${this.#config.url}auth/v1/access-tokens/`
  }

  /** How long one request may take, in milliseconds; undefined: as long as it takes. */
  get timeoutMs(): number | undefined {
    return this.#config.timeoutMs
  }

  /** The headers of every request but Authorization: a fresh object each time. */
  get headersWithoutAuthorization(): HeadersObject {
    return withoutAuthorization(this.#timeoutNano)
  }

  /** The API token of this moment: as configured, or what the `apiToken` function gives. */
  getApiToken(options?: Pick<CallOptions, 'signal'>): Promise<string> {
    return this.#withDeadline('Obtaining the API token', options, (signal) =>
      resolveApiToken(this.#config.apiToken, signal),
    )
  }

  /** The access token with all that is known of it: frozen, and the same object while it is held. */
  getAccessTokenInfo(options?: CallOptions): Promise<AccessTokenInfo> {
    const held = this.#peek(options)
    return held ? held.resolvedInfo : this.#cache.acquire(options).then(({ info }) => info)
  }

  /** An access token, usable now. */
  getAccessToken(options?: CallOptions): Promise<string> {
    const held = this.#peek(options)
    return held ? held.resolvedAccessToken : this.#cache.acquire(options).then(({ info }) => info.accessToken)
  }

  /** When that token expires, as the API wrote it. */
  getExpiresAtRfc3339(options?: CallOptions): Promise<string> {
    return this.getAccessTokenInfo(options).then((info) => info.expiresAtRfc3339)
  }

  /** Its type, `Bearer`. Rejects with InvalidResponseError when the API left it out. */
  getTokenType(options?: CallOptions): Promise<string> {
    return this.getAccessTokenInfo(options).then((info) => requireField(info.tokenType, 'token_type'))
  }

  /** The user's organization. Rejects with InvalidResponseError when the API left it out. */
  getOrganizationId(options?: CallOptions): Promise<string> {
    return this.getAccessTokenInfo(options).then((info) =>
      requireField(info.organizationId, 'organization_id'),
    )
  }

  /** The user. Rejects with InvalidResponseError when the API left it out. */
  getUserId(options?: CallOptions): Promise<string> {
    return this.getAccessTokenInfo(options).then((info) => requireField(info.userId, 'user_id'))
  }

  /** Headers with Authorization, and with `Connection: close`: for single requests. A fresh object each time. */
  getHeaders(options?: CallOptions): Promise<HeadersObject> {
    const held = this.#peek(options)
    return held
      ? Promise.resolve(withAuthorization(this.#timeoutNano, held.authorization))
      : this.#cache
          .acquire(options)
          .then((token) => withAuthorization(this.#timeoutNano, token.authorization))
  }

  /** Headers with Authorization for many requests over one connection. A fresh object each time. */
  getHeadersWithoutConnectionClose(options?: CallOptions): Promise<HeadersObject> {
    const held = this.#peek(options)
    return held
      ? Promise.resolve(withoutConnectionClose(this.#timeoutNano, held.authorization))
      : this.#cache
          .acquire(options)
          .then((token) => withoutConnectionClose(this.#timeoutNano, token.authorization))
  }

  /** Asks whether the API is well: one request, never retried, never cached. */
  async getAccessTokensHealth(
    options?: Pick<CallOptions, 'signal'>,
  ): Promise<AccessTokensHealthGetResponseBody> {
    const { body } = await this.#ask('The health request', options, getAccessTokensHealth)
    requireField(body['message'], 'message')
    return body as AccessTokensHealthGetResponseBody
  }

  /** Asks which version of the API answers: one request, never retried, never cached. */
  async getAccessTokensVersion(
    options?: Pick<CallOptions, 'signal'>,
  ): Promise<AccessTokensVersionGetResponseBody> {
    const { body } = await this.#ask('The version request', options, getAccessTokensVersion)
    for (const field of ['application_name', 'version']) requireField(body[field], field)
    return body as AccessTokensVersionGetResponseBody
  }

  /** Trades the API token for an access token: one request, never retried, never cached, and no part of the renewal. */
  async postAccessTokens(options?: Pick<CallOptions, 'signal'>): Promise<AccessTokensPostResponseBody> {
    const apiToken = await this.getApiToken(options)
    const { body } = await this.#ask(
      'Obtaining an access token',
      options,
      postAccessTokens(apiToken),
      apiToken,
    )
    parseAccessToken(body)
    return body as unknown as AccessTokensPostResponseBody
  }

  /**
   * Says that an access token is refused by the API that it was sent to.
   *
   * @param accessToken - Dropped when it is the held one, otherwise nothing happens: twenty late 401s cause
   *   one renewal. Without it, whatever is held is dropped, and the answer of an exchange that runs.
   */
  invalidate(accessToken?: string): void {
    this.#cache.invalidate(accessToken)
  }

  /** Aborts what is in flight; later calls reject with RequestAbortedError. */
  close(): void {
    this.#closing.abort(new RequestAbortedError('The client was closed.'))
    this.#cache.close()
  }

  /** `using client = new AuthClient()` closes it. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** What may be shown: no token. */
  toJSON(): { url: string; timeoutMs: number | undefined } {
    return { url: this.url, timeoutMs: this.timeoutMs }
  }

  /** What `console.log` and `util.inspect` show in Node, Deno and Bun. */
  [inspect](): string {
    return `AuthClient ${JSON.stringify(this)}`
  }

  #peek(options: CallOptions | undefined): HeldToken | undefined {
    return options === undefined || !(options.forceRenewal || options.signal?.aborted)
      ? this.#cache.peek()
      : undefined
  }

  #ask(
    waitedFor: string,
    options: Pick<CallOptions, 'signal'> | undefined,
    operation: Operation,
    apiToken?: string,
  ): Promise<Received> {
    const secrets = [apiToken, this.#cache.heldAccessToken].filter((secret) => secret !== undefined)
    return this.#withDeadline(waitedFor, options, (signal) =>
      this.#request(operation, { attempt: 1, signal, secrets }),
    )
  }

  #withDeadline<T>(
    waitedFor: string,
    options: Pick<CallOptions, 'signal'> | undefined,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { clock, timeoutMs } = this.#config
    const signals = [options?.signal, this.#closing.signal]
    return withDeadline({ clock, timeoutMs, signals, waitedFor }, task)
  }
}
