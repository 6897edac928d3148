import { resolveApiToken } from '../config/api-token.ts'
import { retryDelayMs } from './retry-policy.ts'
import type { Config } from '../config/config.ts'
import type { SharedResponse, SharingContext } from '../config/sharing.ts'
import { createContextRunner } from '../runtime/async-context.ts'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '../runtime/deadline.ts'
import { emit } from '../events.ts'
import type { AnyQciAuthError } from '../errors/is-qci-auth-error.ts'
import type { KnownTokens } from '../errors/known-tokens.ts'
import { createRedactor } from '../errors/redact.ts'
import { postAccessTokens } from '../http/operations.ts'
import { toToken } from '../token/token.ts'
import type { Token } from '../token/token.ts'
import type { Send } from '../http/send-request.ts'

/** What one exchange needs to know. The functions are called before each attempt. */
export interface ExchangeOptions extends Pick<
  SharingContext,
  'signal' | 'rejectedAccessTokens' | 'cachedExpiresAtMs' | 'isForced'
> {
  /** Throws when this API token is known to be rejected. */
  assertNotRejected: (apiToken: string) => void
  /** Whether no caller has to wait for the token. An attempt then ends after 30 s at most. */
  isBackground: () => boolean
  /** Whether a failed attempt may be followed by another. */
  canRetry: () => boolean
  /** Called with the error of each attempt that another one follows. */
  onRetry: (error: AnyQciAuthError) => void
}

/** Exchanges the API token for an access token, with retries, or takes one that another client shares. Stateless. */
export type Exchange = (options: ExchangeOptions) => Promise<Token>

export function createExchange(config: Config, send: Send, knownTokens: KnownTokens): Exchange {
  const { clock, sharing, timeoutMs = DEFAULT_TIMEOUT_MS } = config
  const redact = createRedactor(knownTokens.list)

  const runInOwnContext = createContextRunner()

  return async ({ assertNotRejected, isBackground, canRetry, onRetry, ...known }) => {
    const { signal } = known
    let apiToken: string | undefined

    const withLimit = <T>(task: (limit: AbortSignal) => Promise<T>) => {
      const limitMs = isBackground() ? Math.min(timeoutMs, DEFAULT_TIMEOUT_MS) : timeoutMs
      return withDeadline(clock, limitMs, [signal], task)
    }

    // Resolved once per exchange, inside the time limit of the first attempt.
    const toApiToken = async (limit: AbortSignal) => {
      apiToken ??= await resolveApiToken(config.apiToken, limit)
      knownTokens.addApiToken(apiToken)
      assertNotRejected(apiToken)
      return apiToken
    }

    const sendOnce = async (limit: AbortSignal, attempt: number) => {
      const operation = postAccessTokens(await toApiToken(limit))
      const sentAtMs = clock.now()
      const sentAtMonotonicMs = clock.monotonic()
      const received = await send(operation, limit, attempt)
      // Its promises are cached, and must not keep the caller's async context.
      return runInOwnContext(() => toToken(received, sentAtMs, sentAtMonotonicMs, config))
    }

    const sendWithRetries = async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await withLimit((limit) => sendOnce(limit, attempt))
        } catch (caught) {
          const error = caught as AnyQciAuthError
          const isLast = !apiToken || attempt > config.maxRetries || signal.aborted || !canRetry()
          const delayMs = isLast ? undefined : retryDelayMs(error, attempt, config.random)
          if (delayMs === undefined) throw error
          onRetry(error)
          emit(config, { type: 'retry', error, retry: attempt, delayMs })
          await clock.sleep(delayMs, signal)
        }
      }
    }

    if (!sharing) return sendWithRetries()

    let own: Promise<Token> | undefined
    let ownResponse: SharedResponse | undefined
    const context: SharingContext = {
      ...config,
      ...known,
      apiToken: await withLimit(toApiToken),
      onStoreFailure: (facts) =>
        emit(config, {
          type: 'storeFailed',
          ...facts,
          reason: redact(facts.reason),
          code: facts.code && redact(facts.code),
        }),
    }
    const sendOwn = () => (own ??= sendWithRetries()) // once, also when sharing calls it late
    const exchangeOnce = () => {
      const result = sendOwn().then(({ response }) => (ownResponse = response))
      result.catch(() => {}) // sharing may not wait for it
      return result
    }
    try {
      // An exchange that runs longer is waited for below.
      const shared = await withDeadline(clock, DEFAULT_TIMEOUT_MS, [signal], () =>
        sharing(context, exchangeOnce),
      )
      if (own && shared === ownResponse) return await own
      const { lifeMs, leftMs } = shared
      const agoMs = lifeMs - leftMs
      // NaN is not a valid life.
      if (leftMs > 0 && agoMs >= 0) {
        const token = runInOwnContext(() =>
          toToken(shared, clock.now() - agoMs, clock.monotonic() - agoMs, config),
        )
        knownTokens.addAccessToken(token.info.accessToken)
        return token
      }
    } catch {} // callers do not notice when sharing fails
    signal.throwIfAborted()
    return sendOwn()
  }
}
