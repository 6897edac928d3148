import { type OperationId, OPERATIONS } from '../contract/contract.ts'
import { checkNumber } from '../util/check-number.ts'
import { matchesPath } from '../util/matches-path.ts'
import { createEntryRing } from './entry-ring.ts'
import type { JournalEntry } from './journal-entry.ts'
import { createJournalWaiters } from './journal-waiters.ts'

/** Selects journal entries. */
export interface JournalFilter {
  /** Only requests of this operation of the auth API. Default: all requests. */
  operation?: OperationId | undefined
  /** Only requests to this path, also of other APIs. `*` stands for any characters. Default: all. */
  path?: string | undefined
  /** Only requests with this method, in upper case. Default: all. */
  method?: string | undefined
}

/** What {@link Journal.waitFor} waits for. */
export interface JournalWait extends JournalFilter {
  /** How many requests must have arrived since the journal was last cleared. @defaultValue `1` */
  count?: number | undefined
  /** The time limit in real milliseconds; `Infinity` for none. @defaultValue `5_000` */
  timeoutMs?: number | undefined
}

/** The requests that arrived. A request is listed from its arrival on, also while it is open or hangs. */
export interface Journal {
  /** The entries, oldest first: the last 1 000, fewer when their bodies exceed 4 MiB. They are copies. */
  list(filter?: JournalFilter): JournalEntry[]
  /**
   * How many requests arrived since the journal was last cleared. With `path` or `method`, only those that `list`
   * returns are counted.
   */
  count(filter?: JournalFilter): number
  /** The last entry. */
  last(filter?: JournalFilter): JournalEntry | undefined
  /**
   * Resolves with the entries when enough requests have arrived, been read, and been matched with a fault. They
   * may still be open.
   *
   * Rejects when `timeoutMs` passes, or the mock is reset or closed; with a TypeError when an option is wrong.
   */
  waitFor(wait: JournalWait): Promise<JournalEntry[]>
  /** The requests for an access token: `list({ operation: 'postAccessTokens' })`. */
  tokenRequests(): JournalEntry[]
  /** Removes all entries. Requests in flight get their responses, but no new entry. */
  clear(): void
}

/** {@link Journal} with the methods that only the engine uses. */
export interface JournalStore extends Journal {
  /** Adds a request. The entry may be changed until it is no longer open. */
  add(facts: Omit<JournalEntry, 'seq'>): JournalEntry
  /** Counts the size of an entry's body against the limit. */
  grow(entry: JournalEntry, bytes: number): void
  /** Marks a request as read and matched, and wakes waiters. */
  markMatched(entry: JournalEntry): void
  /** Rejects all waits. */
  rejectWaiters(reason: string): void
}

/** How many entries are kept; the oldest is dropped first. */
const MAX_ENTRIES = 1_000
/** How many bytes of bodies are kept. As objects in memory they take up to about sixteen times as much. */
const MAX_BYTES = 4 * 2 ** 20

/** Creates an empty journal. */
export function createJournal(): JournalStore {
  const waiters = createJournalWaiters()
  const ring = createEntryRing({ maxEntries: MAX_ENTRIES, maxBytes: MAX_BYTES })
  const counts = new Map<OperationId | undefined, number>()
  const unmatched = new Set<JournalEntry>()
  let total = 0
  let seq = 0

  const select = (filter: JournalFilter = {}): JournalEntry[] =>
    ring.list().filter((entry) => isSelected(entry, filter))

  const count = (filter: JournalFilter = {}): number => {
    if (filter.path !== undefined || filter.method !== undefined) return select(filter).length
    return filter.operation === undefined ? total : (counts.get(filter.operation) ?? 0)
  }

  const countMatched = (filter: JournalFilter): number =>
    count(filter) - [...unmatched].filter((entry) => isSelected(entry, filter)).length

  const list = (filter?: JournalFilter): JournalEntry[] => select(filter).map((entry) => ({ ...entry }))

  return {
    list,
    count,
    last: (filter) => list(filter).at(-1),
    tokenRequests: () => list({ operation: 'postAccessTokens' }),
    async waitFor({ count: wanted = 1, timeoutMs = 5_000, ...filter }) {
      checkNumber(wanted, 'count', { min: 0, integer: true })
      checkNumber(timeoutMs, 'timeoutMs', { min: 0, max: Infinity })
      const { operation, path } = filter
      if (operation !== undefined && !OPERATIONS.includes(operation)) {
        throw new TypeError(`operation must be one of ${OPERATIONS.join(', ')}`)
      }
      const target = operation ?? path
      const wantedText = `${wanted} ${wanted === 1 ? 'request' : 'requests'}${target ? ` to ${target}` : ''}`
      await waiters.wait({
        isDone: () => countMatched(filter) >= wanted,
        timeoutMs,
        toTimeoutMessage: () => `Waited ${timeoutMs} ms for ${wantedText}, got ${countMatched(filter)}`,
      })
      return list(filter)
    },
    clear() {
      ring.clear()
      unmatched.clear()
      counts.clear()
      total = 0
    },
    add(facts) {
      seq += 1
      total += 1
      counts.set(facts.operation, (counts.get(facts.operation) ?? 0) + 1)
      const entry = { seq, ...facts }
      ring.add(entry)
      unmatched.add(entry)
      return entry
    },
    grow: (entry, bytes) => ring.grow(entry, bytes),
    markMatched(entry) {
      if (unmatched.delete(entry)) waiters.notify()
    },
    rejectWaiters: (reason) => waiters.rejectAll(reason),
  }
}

function isSelected(entry: JournalEntry, { operation, path, method }: JournalFilter): boolean {
  return (
    (operation === undefined || entry.operation === operation) &&
    (path === undefined || matchesPath(path, entry.path)) &&
    (method === undefined || entry.method === method)
  )
}
