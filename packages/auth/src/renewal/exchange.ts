import { resolveApiToken } from '../config/api-token.ts'
import { retryDelayMs } from './retry-policy.ts'
import type { Config } from '../config/config.ts'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '../runtime/deadline.ts'
import { emit } from '../events.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'
import type { KnownTokens } from '../errors/known-tokens.ts'
import { postAccessTokens } from '../http/operations.ts'
import { toToken } from '../token/token.ts'
import type { Token } from '../token/token.ts'
import type { Send } from '../http/send-request.ts'

/** What one exchange needs to know. The functions are called before each attempt. */
export interface ExchangeOptions {
  /** Aborts the exchange. */
  signal: AbortSignal
  /** Throws when this API token is known to be rejected. */
  assertNotRejected: (apiToken: string) => void
  /** Whether no caller has to wait for the token: then an attempt ends after 30 s at most. */
  isBackground: () => boolean
  /** Whether a failed attempt may be followed by another. */
  canRetry: () => boolean
}

/** Exchanges the API token for an access token, with retries. Stateless. */
export type Exchange = (options: ExchangeOptions) => Promise<Token>

export function createExchange(config: Config, send: Send, knownTokens: KnownTokens): Exchange {
  const { clock, timeoutMs = DEFAULT_TIMEOUT_MS } = config

  return async ({ signal, assertNotRejected, isBackground, canRetry }) => {
    let apiToken: string | undefined

    const sendOnce = async (attemptSignal: AbortSignal, attempt: number) => {
      // Resolved once per exchange, inside the time limit of the first attempt.
      apiToken ??= await resolveApiToken(config.apiToken, attemptSignal)
      knownTokens.addApiToken(apiToken)
      assertNotRejected(apiToken)
      const sentAtMs = clock.now()
      const sentAtMonotonicMs = clock.monotonic()
      const received = await send(postAccessTokens(apiToken), attemptSignal, attempt)
      return toToken(received, sentAtMs, sentAtMonotonicMs, config)
    }

    for (let attempt = 1; ; attempt += 1) {
      const limitMs = isBackground() ? Math.min(timeoutMs, DEFAULT_TIMEOUT_MS) : timeoutMs
      try {
        return await withDeadline(clock, limitMs, [signal], (limit) => sendOnce(limit, attempt))
      } catch (caught) {
        const error = caught as AnyQciAuthError
        const isLast = !apiToken || attempt > config.maxRetries || signal.aborted || !canRetry()
        const delayMs = isLast ? undefined : retryDelayMs(error, attempt, config.random)
        if (delayMs === undefined) throw error
        emit(config, { type: 'retry', error, retry: attempt, delayMs })
        await clock.sleep(delayMs, signal)
      }
    }
  }
}
