/** How long a refused API token is not sent again while there is no usable access token. */
const REMEMBERED_FOR_MS = 5_000

/** Remembers for a moment that an API token was refused, so that a burst of calls is not a burst of requests. */
export class RefusalMemory {
  #refusal: { apiToken: string; error: unknown; untilMs: number } | undefined

  /** Remembers a refusal. Times are on the monotonic clock. */
  remember(apiToken: string, error: unknown, monotonicMs: number): void {
    this.#refusal = { apiToken, error, untilMs: monotonicMs + REMEMBERED_FOR_MS }
  }

  /** Throws the same error again while it is remembered for this API token; another token passes. */
  admit(apiToken: string, monotonicMs: number): void {
    if (this.#refusal?.apiToken === apiToken && monotonicMs < this.#refusal.untilMs) throw this.#refusal.error
  }

  /** Whether this is the remembered error itself: then nothing was asked and nothing is new. */
  holds(error: unknown): boolean {
    return this.#refusal !== undefined && this.#refusal.error === error
  }

  forget(): void {
    this.#refusal = undefined
  }
}
