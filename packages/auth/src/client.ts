/// <reference lib="esnext.disposable" preserve="true" />
import type {
  AccessTokensHealthGetResponseBody,
  AccessTokensPostResponseBody,
  AccessTokensVersionGetResponseBody,
} from '@qci-client/auth-api'

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
import { toHeaders } from './http/headers.ts'
import type { HeadersObject } from './http/headers.ts'
import { getAccessTokensHealth, getAccessTokensVersion, postAccessTokens } from './http/operations.ts'
import type { Operation } from './http/operations.ts'
import type { AuthClientOptions, CallOptions } from './config/options.ts'
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
 * What a call takes that is one request and no part of the renewal.
 *
 * @inline
 */
type RequestOptions = Pick<CallOptions, 'signal'>

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
  readonly #knownTokens = createKnownTokens()
  readonly #fetchSource: FetchSource
  readonly #send: Send
  readonly #cache: TokenCache
  readonly #closing = new AbortController()
  readonly #isTrusted: (url: string) => boolean
  readonly #replace: RejectedTokenReplacer
  readonly #fetch: typeof globalThis.fetch
  #joined: { flight: Promise<Token>; accessToken: Promise<string> } | undefined

  /**
   * @param options - Option, then environment, then error.
   * @throws ConfigurationError that names the option and the variable.
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
      value: () => `AuthClient ${JSON.stringify(this)}`,
    })
  }

  /** The API's address, with a slash at its end. */
  get url(): string {
    return this.#config.url
  }

  /** The address at which access tokens are obtained. */
  get accessTokensUrl(): string {
    return `${this.url}auth/v1/access-tokens/`
  }

  /** How long one request may take, in milliseconds; undefined: as long as it takes. */
  get timeoutMs(): number | undefined {
    return this.#config.timeoutMs
  }

  /** The headers of every request but Authorization: a fresh object each time. */
  get headersWithoutAuthorization(): HeadersObject {
    return toHeaders(this.#config)
  }

  /** The API token of this moment: as configured, or what the `apiToken` function gives. */
  async getApiToken(options?: RequestOptions): Promise<string> {
    const apiToken = await this.#withDeadline(options, (signal) =>
      resolveApiToken(this.#config.apiToken, signal),
    )
    this.#knownTokens.addApiToken(apiToken)
    return apiToken
  }

  /** The access token with all that is known of it: frozen, and the same object while it is held. */
  getAccessTokenInfo(options?: CallOptions): Promise<AccessTokenInfo> {
    return this.#peek(options)?.resolvedInfo ?? this.#acquire(options, ({ info }) => info)
  }

  /** An access token, usable now. */
  getAccessToken(options?: CallOptions): Promise<string> {
    return this.#peek(options)?.resolvedAccessToken ?? this.#join(options)
  }

  /** When that token expires, as the API wrote it. */
  getExpiresAtRfc3339(options?: CallOptions): Promise<string> {
    return (
      this.#peek(options)?.resolvedExpiresAtRfc3339 ??
      this.#acquire(options, ({ info }) => info.expiresAtRfc3339)
    )
  }

  /** Its type, `Bearer`. Rejects with InvalidResponseError when the API left it out. */
  getTokenType(options?: CallOptions): Promise<string> {
    return (
      this.#peek(options)?.resolvedTokenType ??
      this.#acquire(options, ({ info }) => requireField(info.tokenType, 'token_type' satisfies WireField))
    )
  }

  /** The user's organization. Rejects with InvalidResponseError when the API left it out. */
  getOrganizationId(options?: CallOptions): Promise<string> {
    return (
      this.#peek(options)?.resolvedOrganizationId ??
      this.#acquire(options, ({ info }) =>
        requireField(info.organizationId, 'organization_id' satisfies WireField),
      )
    )
  }

  /** The user. Rejects with InvalidResponseError when the API left it out. */
  getUserId(options?: CallOptions): Promise<string> {
    return (
      this.#peek(options)?.resolvedUserId ??
      this.#acquire(options, ({ info }) => requireField(info.userId, 'user_id' satisfies WireField))
    )
  }

  /** Headers with Authorization, and with `Connection: close`: for single requests. A fresh object each time. */
  getHeaders(options?: CallOptions): Promise<HeadersObject> {
    const token = this.#peek(options)
    return token
      ? Promise.resolve({ ...token.headers })
      : this.#acquire(options, ({ headers }) => ({ ...headers }))
  }

  /** Headers with Authorization for many requests over one connection. A fresh object each time. */
  getHeadersWithoutConnectionClose(options?: CallOptions): Promise<HeadersObject> {
    const token = this.#peek(options)
    return token
      ? Promise.resolve({ ...token.headersWithoutConnectionClose })
      : this.#acquire(options, ({ headersWithoutConnectionClose }) => ({ ...headersWithoutConnectionClose }))
  }

  /** Asks whether the API is well: one request, never retried, never cached. */
  getAccessTokensHealth(options?: RequestOptions): Promise<AccessTokensHealthGetResponseBody> {
    return this.#ask(options, getAccessTokensHealth, ['message'])
  }

  /** Asks which version of the API answers: one request, never retried, never cached. */
  getAccessTokensVersion(options?: RequestOptions): Promise<AccessTokensVersionGetResponseBody> {
    return this.#ask(options, getAccessTokensVersion, ['application_name', 'version'])
  }

  /** Trades the API token for an access token: one request, never retried, never cached, and no part of the renewal. */
  async postAccessTokens(options?: RequestOptions): Promise<AccessTokensPostResponseBody> {
    const apiToken = await this.getApiToken(options)
    const body = await this.#ask<AccessTokensPostResponseBody>(options, postAccessTokens(apiToken), [])
    parseAccessToken({ ...body })
    return body
  }

  /**
   * A drop-in `fetch` for QCi's other APIs. Relative URLs resolve against `url`. It adds Authorization to requests to
   * the API's own origin and to `allowedOrigins`, unless the caller set one.
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

  /** Whether access tokens are sent there: the API's own origin and `allowedOrigins`. For adapters. */
  isTrusted(url: string): boolean {
    return this.#isTrusted(url)
  }

  /**
   * Obtains an access token in place of one that an API rejected with 401. For adapters of other HTTP libraries.
   *
   * Starts a renewal unless another token is cached already. The rejected token stays cached until the renewal
   * succeeds. Callers with the same rejected token share one renewal. Never rejects.
   *
   * @returns Undefined when the caller is to return the 401: the renewal failed, or this token was rejected or
   *   obtained by such a renewal less than 10 s ago.
   */
  replaceAccessToken(rejected: string, options?: RequestOptions): Promise<string | undefined> {
    return this.#replace(rejected, options?.signal)
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

  /**
   * Ends the exchanges and questions that are under way; their callers and all later ones get a RequestAbortedError.
   *
   * A request of `fetch` that has been sent is its caller's: end it by its own signal.
   */
  close(): void {
    const error = new RequestAbortedError('The client is closed.')
    this.#closing.abort(error)
    this.#cache.close(error)
  }

  /** `using client = new AuthClient()` closes it. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** What may be shown: no token. */
  toJSON(): { url: string; timeoutMs: number | undefined } {
    return { url: this.url, timeoutMs: this.timeoutMs }
  }

  #peek(options: CallOptions | undefined): Token | undefined {
    return options?.forceRenewal || options?.signal ? undefined : this.#cache.getFresh()
  }

  #acquire<T>(options: CallOptions | undefined, toResult: (token: Token) => T): Promise<T> {
    return this.#cache.acquire(options).then(toResult)
  }

  /** The access token of a flight: one promise for all who wait for the same, however many they are. */
  #join(options: CallOptions | undefined): Promise<string> {
    const flight = this.#cache.acquire(options)
    if (flight !== this.#joined?.flight) {
      const joined = { flight, accessToken: flight.then(({ info }) => info.accessToken) }
      this.#joined = joined
      // In Node before 24 a promise keeps the async context of its first caller.
      const forget = () => {
        if (this.#joined === joined) this.#joined = undefined
      }
      flight.then(forget, forget)
    }
    return this.#joined.accessToken
  }

  /** One request, whose answer must have these fields. */
  async #ask<T>(
    options: RequestOptions | undefined,
    operation: Operation,
    fields: readonly (keyof T & string)[],
  ): Promise<T> {
    const { body } = await this.#withDeadline(options, (signal) => this.#send(operation, signal))
    for (const field of fields) requireField(body[field], field)
    return body as T
  }

  #withDeadline<T>(
    options: RequestOptions | undefined,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { clock, timeoutMs } = this.#config
    return withDeadline(clock, timeoutMs, [options?.signal, this.#closing.signal], task)
  }
}
