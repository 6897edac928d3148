import { parseAccessToken } from './access-token.ts'
import type { AccessTokenInfo } from './access-token.ts'
import { resolveApiToken } from './api-token.ts'
import { retryDelayMs } from './backoff.ts'
import type { Config } from './config.ts'
import { withDeadline } from './deadline.ts'
import { InvalidResponseError } from './errors.ts'
import { emit } from './events.ts'
import { parseHttpDate } from './http-date.ts'
import type { AnyQciAuthError } from './is-qci-auth-error.ts'
import { postAccessTokens } from './operations.ts'
import type { Send } from './transport.ts'

/** A `Date` before this comes from a clock that was never set. */
const EARLIEST_CREDIBLE_DATE_MS = Date.UTC(2020, 0, 1)

/** A new access token, and when it was asked for. */
export interface Exchanged {
  info: AccessTokenInfo
  /** When the try that brought it was sent, by the wall clock and by the monotonic one. */
  sentAtMs: number
  sentAtMonotonicMs: number
  /** What it had to live at that moment. */
  lifeMs: number
  /** Whether that follows from the API's own clock, and so is true however wrong the local one is. */
  isByServerClock: boolean
}

/** What an exchange must be told by whoever keeps the tokens. */
export interface ExchangeContext {
  signal: AbortSignal
  /** Whether a failed try is followed by another. Asked each time: a token may cease to be usable meanwhile. */
  mayRetry: () => boolean
  /** The longest that a try may take beside `timeoutMs`, for one that nobody has to wait for. */
  longestTryMs: () => number | undefined
  /** Throws when it is known already that this API token is refused. */
  admit: (apiToken: string) => void
  /** The access token that is held, to be kept out of errors. */
  heldAccessToken: () => string | undefined
}

/** Trades the API token for an access token: one call, with the further tries that it is allowed, no memory. */
export type Exchange = (context: ExchangeContext) => Promise<Exchanged>

/** Makes exchanges with the API of this configuration. */
export function createExchange(config: Config, send: Send): Exchange {
  const { clock, random, timeoutMs = Number.POSITIVE_INFINITY } = config

  return async ({ signal, mayRetry, longestTryMs, admit, heldAccessToken }) => {
    let apiToken: string | undefined
    for (let attempt = 1; ; attempt += 1) {
      const limitMs = Math.min(timeoutMs, longestTryMs() ?? Number.POSITIVE_INFINITY)
      try {
        return await withDeadline(
          clock,
          Number.isFinite(limitMs) ? limitMs : undefined,
          [signal],
          async (trySignal) => {
            // Asked for once, inside the deadline of the first try.
            apiToken ??= await resolveApiToken(config.apiToken, trySignal)
            admit(apiToken)
            const sentAtMs = clock.now()
            const sentAtMonotonicMs = clock.monotonic()
            const secrets = [apiToken, heldAccessToken() ?? apiToken]
            const { body, headers } = await send(postAccessTokens(apiToken), {
              attempt,
              signal: trySignal,
              secrets,
            })
            const info = parseAccessToken(body)
            return { info, sentAtMs, sentAtMonotonicMs, ...toLife(info.expiresAtMs, headers, sentAtMs) }
          },
        )
      } catch (caught) {
        const error = caught as AnyQciAuthError
        const isLast = apiToken === undefined || attempt > config.maxRetries || signal.aborted || !mayRetry()
        const delayMs = isLast ? undefined : retryDelayMs(error, attempt, random)
        if (delayMs === undefined) throw error
        emit(config, { type: 'retry', error, retry: attempt, delayMs })
        await clock.sleep(delayMs, signal)
      }
    }
  }
}

/**
 * How long a token has to live, by the API's own clock where its answer tells the time: a cache on the way
 * (`Age`) would tell an old one.
 *
 * @throws {@link InvalidResponseError} when the token has expired by the clock of the API that issued it.
 */
function toLife(
  expiresAtMs: number,
  headers: Headers,
  sentAtMs: number,
): { lifeMs: number; isByServerClock: boolean } {
  const dateMs = (headers.has('age') ? undefined : parseHttpDate(headers.get('date'))) ?? 0
  const isByServerClock = dateMs >= EARLIEST_CREDIBLE_DATE_MS
  const lifeMs = expiresAtMs - (isByServerClock ? dateMs : sentAtMs)
  if (isByServerClock && lifeMs <= 0) {
    throw new InvalidResponseError('has passed by its own Date', 'expires_at_rfc3339')
  }
  return { lifeMs, isByServerClock }
}
