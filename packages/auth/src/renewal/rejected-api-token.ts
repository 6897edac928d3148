/** Remembers for a moment that an API token was refused, so that a burst of calls is not a burst of requests. */
export interface RefusalMemory {
  /** Remembers a refusal. Times are on the monotonic clock. */
  remember(apiToken: string, error: unknown, monotonicMs: number): void
  /** Throws the same error again while it is remembered for this API token; another token passes. */
  admit(apiToken: string, monotonicMs: number): void
  /** Whether this is the remembered error itself: then nothing was asked, and nothing is new. */
  holds(error: unknown): boolean
}

/** How long a refused API token is not sent again while there is no usable access token. */
const REMEMBERED_FOR_MS = 5_000

export function createRefusalMemory(): RefusalMemory {
  let refused: string | undefined
  let refusal: unknown
  let untilMs = 0
  return {
    remember(apiToken, error, monotonicMs) {
      refused = apiToken
      refusal = error
      untilMs = monotonicMs + REMEMBERED_FOR_MS
    },
    admit(apiToken, monotonicMs) {
      if (apiToken === refused && monotonicMs < untilMs) throw refusal
    },
    holds: (error) => error === refusal,
  }
}
