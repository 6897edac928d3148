import { resolveApiToken } from '../config/api-token.ts'
import { retryDelayMs } from './retry-policy.ts'
import type { Config } from '../config/config.ts'
import { withDeadline } from '../runtime/deadline.ts'
import { emit } from '../events.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'
import type { KnownTokens } from '../errors/known-tokens.ts'
import { postAccessTokens } from '../http/operations.ts'
import { toToken } from '../token/token.ts'
import type { Token } from '../token/token.ts'
import type { Send } from '../http/send-request.ts'

/**
 * Trades the API token for an access token: one call, with the further tries that it is allowed, no memory.
 *
 * @param signal - Ends it.
 * @param admit - Is shown the API token, and throws when that is known to be refused.
 * @param isBehind - Whether nobody has to wait for it: then a try takes 30 s at most. Asked at each try.
 * @param mayRetry - Whether a failed try may be followed by another. Asked each time.
 */
export type Exchange = (
  signal: AbortSignal,
  admit: (apiToken: string) => void,
  isBehind: () => boolean,
  mayRetry: () => boolean,
) => Promise<Token>

/** How long a try may take that nobody has to wait for. */
const LONGEST_TRY_BEHIND_MS = 30_000

/** Makes exchanges with the API of this configuration. */
export function createExchange(config: Config, send: Send, knownTokens: KnownTokens): Exchange {
  const { clock, timeoutMs } = config

  return async (signal, admit, isBehind, mayRetry) => {
    let apiToken: string | undefined

    const tryOnce = async (trySignal: AbortSignal, attempt: number) => {
      // Asked for once, inside the deadline of the first try.
      apiToken ??= await resolveApiToken(config.apiToken, trySignal)
      knownTokens.addApiToken(apiToken)
      admit(apiToken)
      const sentAtMs = clock.now()
      const sentAtMonotonicMs = clock.monotonic()
      const received = await send(postAccessTokens(apiToken), trySignal, attempt)
      return toToken(received, sentAtMs, sentAtMonotonicMs, config)
    }

    for (let attempt = 1; ; attempt += 1) {
      const limitMs = isBehind()
        ? Math.min(timeoutMs ?? LONGEST_TRY_BEHIND_MS, LONGEST_TRY_BEHIND_MS)
        : timeoutMs
      try {
        return await withDeadline(clock, limitMs, [signal], (trySignal) => tryOnce(trySignal, attempt))
      } catch (caught) {
        const error = caught as AnyQciAuthError
        const isLast = !apiToken || attempt > config.maxRetries || signal.aborted || !mayRetry()
        const delayMs = isLast ? undefined : retryDelayMs(error, attempt, config.random)
        if (delayMs === undefined) throw error
        emit(config, { type: 'retry', error, retry: attempt, delayMs })
        await clock.sleep(delayMs, signal)
      }
    }
  }
}
