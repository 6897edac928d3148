/** An access token as one process caches it. Instants are simulated milliseconds. */
export interface TokenRecord {
  /** Counts the tokens of the process, from 1. */
  readonly number: number
  readonly obtainedAtMs: number
  readonly expiresAtMs: number
  /** From here on a call waits for the renewal. */
  readonly marginAtMs: number
  /** From here on a call starts a background renewal. */
  readonly renewAtMs: number
  /** `store` when another process obtained it. */
  readonly source: 'exchange' | 'store'
  /** When another token took its place. */
  replacedAtMs?: number
}

/** One request that exchanges the API token for an access token. */
export interface ExchangeRecord {
  readonly startedAtMs: number
  outcome: 'running' | 'succeeded' | 'failed'
}

/** One call of the program: a `client.fetch` to an API that requires an access token. */
export interface CallRecord {
  readonly startedAtMs: number
  /** How long it waited until its request was sent with a valid token. */
  waitMs: number
  outcome: 'running' | 'atOnce' | 'waited' | 'failed'
}

/** Totals since the start. */
export interface CallCounts {
  atOnce: number
  waited: number
  failed: number
  /** Exchange requests that succeeded. */
  exchanges: number
  /** Exchange requests that failed. */
  failedExchanges: number
}

/** What one process did. */
export interface ProcessHistory {
  readonly name: string
  readonly startedAtMs: number
  readonly tokens: TokenRecord[]
  readonly exchanges: ExchangeRecord[]
  readonly calls: CallRecord[]
  readonly counts: CallCounts
}

/** How long records are kept: longer than any chart shows. */
const KEPT_MS = 4 * 3_600_000

export function createProcessHistory(name: string, startedAtMs: number): ProcessHistory {
  return {
    name,
    startedAtMs,
    tokens: [],
    exchanges: [],
    calls: [],
    counts: { atOnce: 0, waited: 0, failed: 0, exchanges: 0, failedExchanges: 0 },
  }
}

/** Removes records that no chart shows any more. The counts stay. */
export function pruneHistory({ tokens, exchanges, calls }: ProcessHistory, nowMs: number): void {
  const limitMs = nowMs - KEPT_MS
  removeBefore(tokens, ({ expiresAtMs }) => expiresAtMs >= limitMs)
  removeBefore(exchanges, ({ startedAtMs }) => startedAtMs >= limitMs)
  removeBefore(calls, ({ startedAtMs }) => startedAtMs >= limitMs)
}

function removeBefore<Item>(items: Item[], isKept: (item: Item) => boolean): void {
  const first = items.findIndex(isKept)
  items.splice(0, first < 0 ? items.length : first)
}

/** Adds up the counts of several processes. */
export function sumCounts(histories: readonly ProcessHistory[]): CallCounts {
  const sum = { atOnce: 0, waited: 0, failed: 0, exchanges: 0, failedExchanges: 0 }
  for (const { counts } of histories) {
    for (const key of Object.keys(sum) as (keyof CallCounts)[]) sum[key] += counts[key]
  }
  return sum
}
