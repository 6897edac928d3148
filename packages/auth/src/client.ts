import type {
  AccessTokensHealthGetResponseBody,
  AccessTokensPostResponseBody,
  AccessTokensVersionGetResponseBody,
} from '@qci-client/auth-api'

import { readProperty } from './read-property.ts'
import { parseAccessToken } from './token/access-token-info.ts'
import type { AccessTokenInfo, WireField } from './token/access-token-info.ts'
import { resolveApiToken } from './config/api-token.ts'
import { resolveConfig } from './config/config.ts'
import type { Config } from './config/config.ts'
import { bindMembers } from './runtime/bind-members.ts'
import { withDeadline } from './runtime/deadline.ts'
import { RequestAbortedError } from './errors/errors.ts'
import { createKnownTokens } from './errors/known-tokens.ts'
import { createExchange } from './renewal/exchange.ts'
import { createAuthenticatedFetch } from './fetch/authenticated-fetch.ts'
import { createFetchSource } from './http/fetch-source.ts'
import type { FetchSource } from './http/fetch-source.ts'
import { requireField } from './http/require-field.ts'
import { toHeaders, toHeadersWithoutAuthorization, toHeadersWithoutConnectionClose } from './http/headers.ts'
import type { HeadersObject } from './http/headers.ts'
import { getAccessTokensHealth, getAccessTokensVersion, postAccessTokens } from './http/operations.ts'
import type { Operation } from './http/operations.ts'
import { readCallOptions } from './config/call-options.ts'
import type { AuthClientOptions, CallOptions, HeadersOptions } from './config/options.ts'
import { createCallGuard } from './runtime/call-guard.ts'
import { createOriginCheck } from './fetch/trusted-origins.ts'
import { createRejectedTokenReplacer } from './fetch/replace-rejected-token.ts'
import type { RejectedTokenReplacer } from './fetch/replace-rejected-token.ts'
import { guardApiToken, guardCalls } from './renewal/guarded-calls.ts'
import { createTokenCache } from './renewal/token-cache.ts'
import type { TokenCache } from './renewal/token-cache.ts'
import type { Token } from './token/token.ts'
import { createSend } from './http/send-request.ts'
import type { Send } from './http/send-request.ts'

/**
 * The options of calls that send one request and are not part of renewal.
 *
 * @inline
 */
type RequestOptions = Pick<CallOptions, 'signal'>

/**
 * Exchanges an API token for access tokens of QCi's web API, caches them and renews them before they expire.
 *
 * Calls get the cached token at once and renewal runs in the background. While a cached token is usable, no failure
 * of the API reaches a caller. Clients share nothing: create one per API token and keep it.
 *
 * The TypeScript counterpart of Python's `qci_client.auth.client.AuthClient`. Methods work when they are destructured
 * or called through a Proxy.
 *
 * @example
 * ```ts
 * const client = new AuthClient() // reads QCI_API_URL and QCI_TOKEN
 * const response = await fetch(url, { headers: await client.getHeaders({ keepAlive: true }) })
 * ```
 */
export class AuthClient {
  readonly #config: Config
  readonly #knownTokens = createKnownTokens()
  readonly #fetchSource: FetchSource
  readonly #send: Send
  readonly #cache: TokenCache
  readonly #closing = new AbortController()
  readonly #isTrusted: (url: string) => boolean
  readonly #replace: RejectedTokenReplacer
  readonly #fetch: typeof globalThis.fetch
  readonly #shared = new WeakMap<Promise<Token>, Promise<string>>()

  /**
   * Creates a client. Sends nothing: the first call obtains the first token.
   *
   * @param options - Absent values are read from the environment: `QCI_API_URL`, `QCI_TOKEN`, `QCI_ALLOW_INSECURE`.
   * @throws `ConfigurationError` that names the option and the variable when a value is missing or invalid.
   *
   * @example
   * ```ts
   * const client = new AuthClient({ url: 'https://api.qci-prod.com', apiToken, timeoutMs: 10_000 })
   * ```
   */
  constructor(options: AuthClientOptions = {}) {
    const guard = createCallGuard()
    const config = resolveConfig(options)
    this.#config = { ...config, apiToken: guardApiToken(config.apiToken, guard) }
    this.#fetchSource = createFetchSource(config.fetch, guard)
    if (typeof this.#config.apiToken === 'string') this.#knownTokens.addApiToken(this.#config.apiToken)
    this.#send = createSend(this.#config, this.#knownTokens, this.#fetchSource)
    const exchange = createExchange(this.#config, this.#send, this.#knownTokens)
    const cache = createTokenCache(this.#config, exchange)
    this.#cache = { ...cache, acquire: guardCalls((call) => cache.acquire(call), guard) }
    this.#isTrusted = createOriginCheck(this.#config)
    this.#replace = createRejectedTokenReplacer(this.#cache, this.#config.clock)
    this.#fetch = createAuthenticatedFetch(this, this.#fetchSource)
    this.#fetchSource.noteOwn(this.#fetch)
    bindMembers(this, AuthClient.prototype)
    // What `console.log` shows in Node, Deno and Bun. Not a method: bundlers keep a class for a name that is computed.
    Object.defineProperty(this, Symbol.for('nodejs.util.inspect.custom'), {
      configurable: true,
      value: () => `AuthClient ${JSON.stringify(this)}`,
    })
  }

  /** The API's address as configured (`url` or `QCI_API_URL`), with a slash at its end. */
  get url(): string {
    return this.#config.url
  }

  /** The address to which exchanges are sent: `auth/v1/access-tokens/` below `url`. */
  get accessTokensUrl(): string {
    return `${this.url}auth/v1/access-tokens/`
  }

  /**
   * The option `timeoutMs`: how long one request may take, in milliseconds. `Infinity` means no limit. Undefined when
   * the option is absent: a request then ends after 30 s.
   */
  get timeoutMs(): number | undefined {
    return this.#config.timeoutMs
  }

  /**
   * The headers of a request without Authorization: `Content-Type`, `Connection: close` and, with a finite `timeoutMs`,
   * `X-Request-Timeout-Nano`. A new object each time.
   */
  get headersWithoutAuthorization(): HeadersObject {
    return toHeadersWithoutAuthorization(this.#config)
  }

  /**
   * Returns the API token: as configured, or what the `apiToken` function returns now.
   *
   * @throws `ConfigurationError` when that function fails or returns no valid token, `RequestTimeoutError` when it takes
   *   longer than `timeoutMs` (30 s without it), `RequestAbortedError` when `signal` is aborted or the client is closed.
   */
  async getApiToken(options?: RequestOptions): Promise<string> {
    const apiToken = await this.#withDeadline(options, (signal) =>
      resolveApiToken(this.#config.apiToken, signal),
    )
    this.#knownTokens.addApiToken(apiToken)
    return apiToken
  }

  /**
   * Returns the access token with its expiry, type, organization and user. Obtains one if none is cached.
   *
   * The object is frozen, and the same one while that token is cached. Wire fields have camel-case names here.
   *
   * @throws The error of the exchange when no usable token is cached and none can be obtained: `ApiError`,
   *   `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`, `ConfigurationError`.
   *   `RequestAbortedError` when `signal` is aborted or the client is closed.
   *
   * @example
   * ```ts
   * const { accessToken, expiresAtMs } = await client.getAccessTokenInfo()
   * ```
   */
  getAccessTokenInfo(options?: CallOptions): Promise<AccessTokenInfo> {
    return this.#peek(options)?.resolvedInfo ?? this.#cache.acquire(options).then(({ info }) => info)
  }

  /**
   * Returns an access token that is usable now: the cached one, or one from an exchange.
   *
   * @throws The error of the exchange when no usable token is cached and none can be obtained: `ApiError`,
   *   `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`, `ConfigurationError`.
   *   `RequestAbortedError` when `signal` is aborted or the client is closed.
   *
   * @example
   * ```ts
   * const accessToken = await client.getAccessToken({ signal: AbortSignal.timeout(5_000) })
   * ```
   */
  getAccessToken(options?: CallOptions): Promise<string> {
    return this.#peek(options)?.resolvedAccessToken ?? this.#share(options)
  }

  /**
   * Returns the access token's expiry as the API sent it, an RFC 3339 string such as `2026-01-01T01:00:00Z`.
   * `getAccessTokenInfo()` has it in milliseconds too.
   *
   * @throws The error of the exchange when no usable token is cached and none can be obtained: `ApiError`,
   *   `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`, `ConfigurationError`.
   *   `RequestAbortedError` when `signal` is aborted or the client is closed.
   */
  getExpiresAtRfc3339(options?: CallOptions): Promise<string> {
    return this.#getField(options, 'expiresAtRfc3339', 'expires_at_rfc3339')
  }

  /**
   * Returns the access token's type as the API sent it (`token_type`): `Bearer`, in any case.
   *
   * @throws `InvalidResponseError` when the API omitted the field, else as `getAccessToken()`: the error of the exchange
   *   when no usable token is cached and none can be obtained, `RequestAbortedError` when `signal` is aborted.
   */
  getTokenType(options?: CallOptions): Promise<string> {
    return this.#getField(options, 'tokenType', 'token_type')
  }

  /**
   * Returns the ID of the user's organization (`organization_id` of the API's response).
   *
   * @throws `InvalidResponseError` when the API omitted the field, else as `getAccessToken()`: the error of the exchange
   *   when no usable token is cached and none can be obtained, `RequestAbortedError` when `signal` is aborted.
   */
  getOrganizationId(options?: CallOptions): Promise<string> {
    return this.#getField(options, 'organizationId', 'organization_id')
  }

  /**
   * Returns the ID of the user to whom the access token belongs (`user_id` of the API's response).
   *
   * @throws `InvalidResponseError` when the API omitted the field, else as `getAccessToken()`: the error of the exchange
   *   when no usable token is cached and none can be obtained, `RequestAbortedError` when `signal` is aborted.
   */
  getUserId(options?: CallOptions): Promise<string> {
    return this.#getField(options, 'userId', 'user_id')
  }

  /**
   * Returns the headers of a request to QCi's API: Authorization and those of `headersWithoutAuthorization`. A new
   * object each time.
   *
   * They contain `Connection: close`, as in the Python client. `{ keepAlive: true }` omits it, so that several
   * requests can use one connection. Browsers, Cloudflare Workers and HTTP/2 drop `Connection`.
   *
   * @throws The error of the exchange when no usable token is cached and none can be obtained: `ApiError`,
   *   `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`, `ConfigurationError`.
   *   `RequestAbortedError` when `signal` is aborted or the client is closed.
   *
   * @example
   * ```ts
   * const response = await fetch(url, { headers: await client.getHeaders({ keepAlive: true }) })
   * ```
   */
  getHeaders(options?: HeadersOptions): Promise<HeadersObject> {
    try {
      if (options?.keepAlive && readProperty(options, 'keepAlive')) {
        return this.#getHeadersWithoutConnectionClose(options)
      }
    } catch {} // of a getter
    const token = this.#peek(options)
    return token
      ? Promise.resolve(toHeaders(token.authorization, this.#config))
      : this.#cache.acquire(options).then(({ authorization }) => toHeaders(authorization, this.#config))
  }

  /**
   * Returns what `getHeaders({ keepAlive: true })` returns: the headers of a request, with Authorization and without
   * `Connection: close`. A new object each time. Exists for parity with Python's `headers_without_connection_close`.
   *
   * @throws The error of the exchange when no usable token is cached and none can be obtained: `ApiError`,
   *   `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`, `ConfigurationError`.
   *   `RequestAbortedError` when `signal` is aborted or the client is closed.
   */
  getHeadersWithoutConnectionClose(options?: CallOptions): Promise<HeadersObject> {
    return this.#getHeadersWithoutConnectionClose(options)
  }

  /**
   * Requests the API's health: one request without a token, never retried and never cached.
   *
   * @returns The body that the API sent.
   * @throws `ApiError`, `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`, or
   *   `RequestAbortedError` when `signal` is aborted or the client is closed.
   */
  getAccessTokensHealth(options?: RequestOptions): Promise<AccessTokensHealthGetResponseBody> {
    return this.#request(options, getAccessTokensHealth, ['message'])
  }

  /**
   * Requests the API's name and version: one request without a token, never retried and never cached.
   *
   * @returns The body that the API sent.
   * @throws `ApiError`, `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`, or
   *   `RequestAbortedError` when `signal` is aborted or the client is closed.
   */
  getAccessTokensVersion(options?: RequestOptions): Promise<AccessTokensVersionGetResponseBody> {
    return this.#request(options, getAccessTokensVersion, ['application_name', 'version'])
  }

  /**
   * Exchanges the API token for an access token: one request, never retried, and its token is not cached.
   * `getAccessToken()` is what most programs need.
   *
   * @returns The body that the API sent, with the field names of the wire.
   * @throws `ApiError`, `ConnectionError`, `RequestTimeoutError`, `RedirectError`, `InvalidResponseError`,
   *   `ConfigurationError`, or `RequestAbortedError` when `signal` is aborted or the client is closed.
   */
  async postAccessTokens(options?: RequestOptions): Promise<AccessTokensPostResponseBody> {
    const apiToken = await this.getApiToken(options)
    const body = await this.#request<AccessTokensPostResponseBody>(options, postAccessTokens(apiToken), [])
    parseAccessToken(body)
    return body
  }

  /**
   * A drop-in `fetch` for QCi's other APIs: the runtime's `fetch`, with Authorization on requests to the API's own origin
   * and to `allowedOrigins`, unless the caller set one. Relative URLs resolve against `url`.
   *
   * A 401 triggers one renewal and one retry; a body that is a stream is not sent again. GET and HEAD are sent once
   * more when the connection breaks before a response began. Works unbound and as the global `fetch`.
   *
   * @throws What `fetch` throws, the signal's own reason when aborted, and this package's errors when no access token
   *   can be obtained.
   *
   * @example
   * ```ts
   * const response = await client.fetch('optimization/v1/jobs', { method: 'POST', body: JSON.stringify(job) })
   * ```
   */
  get fetch(): typeof globalThis.fetch {
    this.#fetchSource.noteOwn(this.#fetch)
    return this.#fetch
  }

  /**
   * Whether `fetch` and `authMiddleware` send access tokens to this URL: its origin is the API's own or one of
   * `allowedOrigins`. For adapters of other HTTP libraries.
   *
   * @param url - An absolute URL. For any other text the result is false.
   */
  isTrusted(url: string): boolean {
    return this.#isTrusted(url)
  }

  /**
   * Obtains an access token that replaces one that an API rejected with 401. For adapters of other HTTP libraries.
   *
   * Starts a renewal unless another token is cached already. The rejected token stays cached until the renewal
   * succeeds. Callers with the same rejected token share one renewal. Never rejects.
   *
   * @returns Undefined when the caller should return the 401: the renewal failed, or this token was rejected or
   *   obtained by such a renewal less than 10 s ago.
   */
  replaceAccessToken(rejected: string, options?: RequestOptions): Promise<string | undefined> {
    return this.#replace(rejected, readCallOptions(options).signal ?? undefined)
  }

  /**
   * Drops the cached access token, because an API rejected it. The next call obtains another one.
   *
   * @param accessToken - The rejected token. If another token is cached already, that one is kept, so that many late
   *   401s cause one renewal. Later calls do not get the rejected token from a running exchange either. When the argument
   *   is omitted, any cached token is dropped, and so is the response of a running exchange.
   *
   * @example
   * ```ts
   * if (response.status === 401) client.invalidate(accessToken)
   * ```
   */
  invalidate(accessToken?: string): void {
    this.#cache.invalidate(accessToken)
  }

  /**
   * Closes the client: aborts its running requests and forgets the cached token. Running and later calls reject with
   * `RequestAbortedError`.
   *
   * A request of `fetch` that has been sent continues: its caller can abort it by its own signal.
   */
  close(): void {
    const error = new RequestAbortedError('The client is closed.')
    this.#closing.abort(error)
    this.#cache.close(error)
  }

  /** Closes the client at the end of a scope: `using client = new AuthClient()`. The same as `close()`. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** What `JSON.stringify` and `console.log` show for a client: its address and time limit, never a token. */
  toJSON(): { url: string; timeoutMs: number | undefined } {
    return { url: this.url, timeoutMs: this.timeoutMs }
  }

  /** The cached token, if it needs no renewal and the options allow it. */
  #peek(options: CallOptions | undefined): Token | undefined {
    try {
      // A plain read comes first: it is fast.
      const needsAcquire =
        (options?.forceRenewal && readProperty(options, 'forceRenewal')) ||
        (options?.signal && readProperty(options, 'signal'))
      return needsAcquire ? undefined : this.#cache.getFresh()
    } catch {
      return undefined // `acquire` rejects with the error of a getter or a clock
    }
  }

  /** Private, so that a subclass may implement the public method with `getHeaders`. */
  #getHeadersWithoutConnectionClose(options: CallOptions | undefined): Promise<HeadersObject> {
    const token = this.#peek(options)
    return token
      ? Promise.resolve(toHeadersWithoutConnectionClose(token.authorization, this.#config))
      : this.#cache
          .acquire(options)
          .then(({ authorization }) => toHeadersWithoutConnectionClose(authorization, this.#config))
  }

  /** @throws InvalidResponseError when the API omitted the field. */
  #getField(
    options: CallOptions | undefined,
    key: 'expiresAtRfc3339' | 'tokenType' | 'organizationId' | 'userId',
    field: WireField,
  ): Promise<string> {
    const value = this.#peek(options)?.info[key]
    return value === undefined
      ? this.#cache.acquire(options).then(({ info }) => requireField(info[key], field))
      : Promise.resolve(value)
  }

  /** Returns the access token of an exchange: one promise for all callers that wait for the same exchange. */
  #share(options: CallOptions | undefined): Promise<string> {
    const exchange = this.#cache.acquire(options)
    let accessToken = this.#shared.get(exchange)
    if (!accessToken) {
      accessToken = exchange.then(({ info }) => info.accessToken)
      this.#shared.set(exchange, accessToken)
    }
    return accessToken
  }

  /** Sends one request. Its response must have these fields. */
  async #request<T>(
    options: RequestOptions | undefined,
    operation: Operation,
    fields: readonly (keyof T & string)[],
  ): Promise<T> {
    const { body } = await this.#withDeadline(options, (signal) => this.#send(operation, signal))
    for (const field of fields) requireField(body[field], field)
    return { ...body } as T
  }

  #withDeadline<T>(
    options: RequestOptions | undefined,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { clock, timeoutMs } = this.#config
    return withDeadline(clock, timeoutMs, [readCallOptions(options).signal, this.#closing.signal], task)
  }
}
