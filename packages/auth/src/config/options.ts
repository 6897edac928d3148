import type { Clock } from '../runtime/clock.ts'
import type { Environment } from './env.ts'
import type { OnEvent } from '../events.ts'

/** Gives the API token anew, for secret stores that rotate it. */
export type ApiTokenProvider = (context: {
  /** Aborted when nobody waits for the token any more, or the deadline has passed. */
  signal: AbortSignal
}) => string | Promise<string>

/** What `new AuthClient()` takes. With `QCI_API_URL` and `QCI_TOKEN` set, nothing is needed. */
export interface AuthClientOptions {
  /**
   * Where the API is: `https://api.qci-prod.com`. Without it, `QCI_API_URL`.
   *
   * `https:`, or `http:` to this machine. A path is kept; user info, query and fragment are refused.
   */
  url?: string | undefined
  /**
   * The long-lived API token, or a function that gives it. Without it, `QCI_TOKEN`.
   *
   * A function is called once per exchange, inside its deadline; white space around the token is trimmed.
   */
  apiToken?: string | ApiTokenProvider | undefined
  /**
   * How long one request may take, body included, in milliseconds: above 0, at most 1e15. The API is told
   * with `X-Request-Timeout-Nano`.
   *
   * @defaultValue undefined: as long as it takes
   */
  timeoutMs?: number | undefined
  /**
   * How long before its expiry a token is renewed at the latest, in milliseconds; never more than half of
   * its life.
   *
   * @defaultValue `600_000` (ten minutes)
   */
  expirationMarginMs?: number | undefined
  /**
   * How long before that margin a renewal may start behind the held token, in milliseconds; never more
   * than a quarter of its life.
   *
   * @defaultValue `300_000` (five minutes)
   */
  renewAheadMs?: number | undefined
  /**
   * How long a caller waits for a renewal below the margin before it gets the held token, in milliseconds.
   *
   * @defaultValue `2_000`
   */
  renewalWaitMs?: number | undefined
  /**
   * How many further tries a failed exchange is given while no usable token is held.
   *
   * @defaultValue `2`
   */
  maxRetries?: number | undefined
  /** Allows `http:` to other hosts: whoever listens on the way reads the API token. Default: false. */
  allowInsecure?: boolean | undefined
  /**
   * Origins beside the API's own to which `client.fetch` and `authMiddleware` send access tokens:
   * `https://jobs.example.com`. Default: none.
   */
  allowedOrigins?: readonly string[] | undefined
  /** Replaces the process's environment: `{}` in tests. */
  env?: Environment | undefined
  /** Replaces `globalThis.fetch`, which is otherwise looked up at each request. */
  fetch?: typeof globalThis.fetch | undefined
  /** Replaces the runtime's clock and timers. */
  clock?: Clock | undefined
  /** Replaces `Math.random`: a number from 0 to below 1. */
  random?: (() => number) | undefined
  /** Is told what happens to tokens, never a token. What it throws is ignored. */
  onEvent?: OnEvent | undefined
}

/** What one call of a getter takes. */
export interface CallOptions {
  /** Makes this caller leave with `RequestAbortedError`; others who wait for the same exchange stay. */
  signal?: AbortSignal | undefined
  /** Asks for an exchange that begins after this call, whatever is held. If it fails, this call rejects. */
  forceRenewal?: boolean | undefined
  /**
   * Keeps the runtime awake for a renewal that goes on when the call has its answer: `(promise) => ctx.waitUntil(promise)`
   * in a Cloudflare Worker. Without it nothing is renewed behind a call there.
   */
  waitUntil?: ((promise: Promise<unknown>) => void) | undefined
}
