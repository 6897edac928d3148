import { holdBackMs, holdBackWithoutGainMs } from './backoff.ts'
import type { AnyQciAuthError } from './is-qci-auth-error.ts'

/** Keeps renewals behind a usable token from following each other too soon. On the monotonic clock. */
export class HoldBack {
  #untilMs = Number.NEGATIVE_INFINITY
  #failures = 0

  /** Whether no renewal is to start behind a usable token at this moment. */
  isActive(monotonicMs: number): boolean {
    return monotonicMs < this.#untilMs
  }

  /** After a failed renewal: longer with each failure in a row. Returns for how long, in milliseconds. */
  afterFailure(error: AnyQciAuthError, monotonicMs: number, random: () => number): number {
    const delayMs = holdBackMs(error, this.#failures, random)
    this.#failures += 1
    this.#untilMs = monotonicMs + delayMs
    return delayMs
  }

  /** After an exchange that brought nothing better than the held token, which has `leftMs` left. */
  afterExchangeWithoutGain(leftMs: number, monotonicMs: number): void {
    this.#failures = 0
    this.#untilMs = monotonicMs + holdBackWithoutGainMs(leftMs)
  }

  /** After a success. */
  reset(): void {
    this.#failures = 0
    this.#untilMs = Number.NEGATIVE_INFINITY
  }
}
