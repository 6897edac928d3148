import type { Clock } from '../runtime/clock.ts'
import type { Environment } from './env.ts'
import type { OnEvent } from '../events.ts'
import type { TokenSharing } from './sharing.ts'

/**
 * Returns the API token, for secret stores that rotate it. Called once per exchange, within its time limit.
 *
 * When it throws or returns no valid token, the exchange fails with a `ConfigurationError` and a later exchange
 * calls it again.
 *
 * @example
 * ```ts
 * const client = new AuthClient({ apiToken: async () => (await secrets.get('qci-token')).value })
 * ```
 */
export type ApiTokenProvider = (context: {
  /** Aborted when no caller needs the token anymore, or when the time limit of the exchange has passed. */
  signal: AbortSignal
}) => string | Promise<string>

/**
 * Keeps the runtime awake until a promise settles, such as `(promise) => ctx.waitUntil(promise)` in a Cloudflare
 * Worker, or `waitUntil` from `cloudflare:workers`. The promise never rejects.
 */
export type WaitUntil = (promise: Promise<unknown>) => void

/**
 * The options of `new AuthClient()`. All are optional when `QCI_API_URL` and `QCI_TOKEN` are set.
 *
 * An option that does not exist, or a value of the wrong type, is a `ConfigurationError`.
 *
 * @example
 * ```ts
 * const client = new AuthClient({ url: 'https://api.qci-prod.com', apiToken, timeoutMs: 10_000 })
 * ```
 */
export interface AuthClientOptions {
  /**
   * The API's address. A path in it is kept.
   *
   * Must be `https:`, or `http:` to this machine (`localhost`, 127.0.0.0/8, `[::1]`), unless `allowInsecure` is set.
   * Must not contain user info, a query or a fragment.
   *
   * @defaultValue the environment variable `QCI_API_URL`
   * @example `https://api.qci-prod.com`
   */
  url?: string | undefined
  /**
   * The long-lived API token that is exchanged for access tokens, or a function that returns it.
   *
   * White space around it is trimmed. A token in quotes, with a `Bearer` prefix, with invisible characters or
   * longer than 16 KiB is a `ConfigurationError`.
   *
   * @defaultValue the environment variable `QCI_TOKEN`
   */
  apiToken?: string | ApiTokenProvider | undefined
  /**
   * How long one request may take, body included, in milliseconds: above 0 and at most 1e15, or `Infinity` for no
   * limit. A finite value is also sent to the API, as `X-Request-Timeout-Nano`.
   *
   * @defaultValue unset: the API receives no limit, and a request ends after 30 s
   */
  timeoutMs?: number | undefined
  /**
   * How long before its expiry a token is renewed at the latest, in milliseconds. Never more than half of its
   * lifetime.
   *
   * @defaultValue `600_000` (ten minutes)
   */
  expirationMarginMs?: number | undefined
  /**
   * How long before `expirationMarginMs` a background renewal may start, in milliseconds. Never more than a quarter
   * of the token's lifetime. The exact moment is random, so that many processes do not renew together.
   *
   * @defaultValue `300_000` (five minutes)
   */
  renewAheadMs?: number | undefined
  /**
   * How long calls wait for a renewal when the cached token expires in less than `expirationMarginMs`, in
   * milliseconds since the renewal began. After that, they get the cached token while the renewal continues.
   *
   * @defaultValue `2_000`
   */
  renewalWaitMs?: number | undefined
  /**
   * How many times a failed exchange is retried while no usable token is cached.
   *
   * @defaultValue `2`
   */
  maxRetries?: number | undefined
  /**
   * Allows plain `http:` to other machines. Anyone on the network path can then read the tokens.
   *
   * @defaultValue `true` when the environment variable `QCI_ALLOW_INSECURE` is `true` or `1`, otherwise `false`
   */
  allowInsecure?: boolean | undefined
  /**
   * Origins, besides that of `url`, to which `client.fetch` and `authMiddleware` send the access token. No paths and
   * no wildcards.
   *
   * @defaultValue none
   * @example `['https://jobs.example.com']`
   */
  allowedOrigins?: readonly string[] | undefined
  /**
   * Replaces the process's environment: `{}` in tests, the `env` of a Worker, or any object with `QCI_API_URL` and
   * `QCI_TOKEN`. A variable that is not a string is a `ConfigurationError`.
   *
   * @defaultValue `process.env`, where there is one
   */
  env?: Environment | undefined
  /**
   * Sends the requests instead of the global `fetch`: the `fetch` of npm undici, node-fetch 2 or 3, or a wrapper.
   *
   * Called with a URL string and an init object. Of the response, `status`, `headers.get()` and the body are read:
   * the body through `getReader()`, async iteration or `text()`.
   *
   * @defaultValue `globalThis.fetch`, looked up for each request
   */
  fetch?: typeof globalThis.fetch | undefined
  /**
   * The time source, for tests: an object with `now()`, `monotonic()` and `sleep(ms, signal)`. When one of
   * them throws or returns something else than it should, calls reject with `ConfigurationError`.
   *
   * @defaultValue the runtime's clock and timers
   */
  clock?: Clock | undefined
  /**
   * Returns a number from 0 to below 1, for jitter. When it throws or returns anything else, calls that need it reject
   * with `ConfigurationError`.
   *
   * @defaultValue `Math.random`
   */
  random?: (() => number) | undefined
  /**
   * Called with token lifecycle events; never receives a token. Its errors are ignored.
   *
   * @defaultValue none; when the environment variable `QCI_AUTH_DEBUG` is `1`, prints them to standard error
   * @example `(event) => logger.info(event)`
   */
  onEvent?: OnEvent | undefined
  /**
   * Shares access tokens with other clients, such as `shareTokens(store)`: called instead of each exchange. If it
   * fails, the client runs the exchange itself.
   *
   * @defaultValue none: each client obtains its own tokens
   */
  sharing?: TokenSharing | undefined
  /**
   * Keeps the runtime awake for background renewals. Needed in Cloudflare Workers, where no renewal starts in the
   * background without it: pass `waitUntil` from `cloudflare:workers`. A call's own `waitUntil` takes precedence.
   *
   * @defaultValue none
   */
  waitUntil?: WaitUntil | undefined
}

/** The options of one call of a getter such as `getHeaders()` or `getAccessToken()`. */
export interface CallOptions {
  /**
   * Aborts only this call, with `RequestAbortedError`. Other calls that wait for the same exchange continue.
   *
   * @example `AbortSignal.timeout(5_000)`
   */
  signal?: AbortSignal | undefined
  /**
   * Requires a token from an exchange that begins after this call, even if a usable token is cached. When that exchange
   * fails, this call rejects.
   *
   * @defaultValue `false`
   */
  forceRenewal?: boolean | undefined
  /**
   * Keeps the runtime awake for a background renewal: `(promise) => ctx.waitUntil(promise)` in a Cloudflare Worker,
   * where no renewal starts in the background without it.
   *
   * @defaultValue the client's option `waitUntil`
   */
  waitUntil?: WaitUntil | undefined
}

/** The options of one call of `getHeaders()`. */
export interface HeadersOptions extends CallOptions {
  /**
   * Omits `Connection: close`, so that several requests can use one connection.
   *
   * @defaultValue `false`, as in the Python client
   */
  keepAlive?: boolean | undefined
}
