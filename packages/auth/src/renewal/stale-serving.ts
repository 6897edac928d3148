import type { CachedToken } from './cached-token.ts'
import type { Config } from '../config/config.ts'
import { emit } from '../events.ts'
import type { SingleFlight } from './single-flight.ts'
import type { Token } from '../token/token.ts'

/** Serves the cached token below its margin when a renewal is slow, has failed, or is in backoff. */
export interface StaleServing {
  /** Marks the start of a renewal or of a backoff: the next token that is served emits `servedStale`. */
  startPeriod(): void
  /** Resets the count of `servedStale`, after a success. */
  reset(): void
  /** Returns the cached token if it is usable, and counts the call. */
  serve(): Token | undefined
  /**
   * Resolves to the renewed token, or to the cached one once the renewal has run for `renewalWaitMs` or has failed.
   * The renewal continues.
   *
   * @param signal - The caller's signal. Once it is aborted, the call rejects and no token is served.
   */
  serveAfter(renewal: SingleFlight<Token>, signal: AbortSignal | undefined): Promise<Token>
}

export function createStaleServing(config: Config, cached: CachedToken): StaleServing {
  const { clock, renewalWaitMs } = config
  let tally = { count: 0 }
  let isReported = false
  /** One timer for all callers that wait for the same renewal. */
  const budgets = new WeakMap<SingleFlight<Token>, Promise<void>>()

  const serve = () => {
    const token = cached.getUsable()
    if (!token) return undefined
    const counted = tally
    counted.count += 1
    if (isReported) return token
    isReported = true
    const leftMs = cached.leftMs()
    // Deferred, so that the count includes all calls that one timer or one failure serves.
    void Promise.resolve().then(() => emit(config, { type: 'servedStale', leftMs, count: counted.count }))
    return token
  }

  const waitForBudget = (renewal: SingleFlight<Token>) => {
    let budget = budgets.get(renewal)
    if (!budget) {
      budget = clock.sleep(renewal.msUntil(renewalWaitMs), renewal.ended)
      budgets.set(renewal, budget)
    }
    return budget
  }

  return {
    startPeriod() {
      isReported = false
    },
    reset() {
      tally = { count: 0 }
      isReported = false
    },
    serve,
    serveAfter(renewal, signal) {
      const token = renewal.msUntil(renewalWaitMs) > 0 ? undefined : serve()
      if (token) return Promise.resolve(token)
      return new Promise((resolve, reject) => {
        let isServed = false
        const serveOnce = () => {
          const substitute = isServed || signal?.aborted ? undefined : serve()
          if (!substitute) return
          isServed = true
          resolve(substitute)
        }
        renewal.wait(signal).then(resolve, (error: unknown) => {
          serveOnce()
          reject(error) // no effect once the cached token was served
        })
        waitForBudget(renewal).then(serveOnce, () => {}) // rejects when the renewal ended earlier
      })
    },
  }
}
