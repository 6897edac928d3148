import { type OperationId, OPERATIONS } from '../contract/contract.ts'
import type { JournalEntry } from './journal-entry.ts'
import { type JournalWaiters, createJournalWaiters } from './journal-waiters.ts'
import { checkNumber } from '../util/check-number.ts'

/** Which entries are meant. */
export interface JournalFilter {
  /** Only those of this operation. Default: all, also those of no operation. */
  operation?: OperationId | undefined
}

/** What {@link Journal.waitFor} waits for. */
export interface JournalWait extends JournalFilter {
  /** How many requests must have been seen since the journal was last cleared. @defaultValue `1` */
  count?: number | undefined
  /** How long to wait, in real milliseconds; `Infinity` is for ever. @defaultValue `5_000` */
  timeoutMs?: number | undefined
}

/** The requests that arrived, from the moment that they do: one that is under way, or hangs, is there too. */
export interface Journal {
  /** The entries, oldest first: at most the last 1 000. They do not change any more; ask again. */
  list(filter?: JournalFilter): JournalEntry[]
  /** How many arrived since the journal was last cleared; not bounded by what `list` keeps. */
  count(filter?: JournalFilter): number
  /** The last entry. */
  last(filter?: JournalFilter): JournalEntry | undefined
  /**
   * Resolves with the entries as soon as so many requests have been seen: arrived, their bodies read, and a
   * fault matched or none. They may be open still.
   *
   * Rejects when that takes longer than `timeoutMs`, or when the mock is reset or closed; with a TypeError
   * that names the option when one is wrong.
   */
  waitFor(wait: JournalWait): Promise<JournalEntry[]>
  /** The requests for an access token: `list({ operation: 'postAccessTokens' })`. */
  tokenRequests(): JournalEntry[]
  /** Forgets the entries. Requests under way are answered all the same, and not entered again. */
  clear(): void
}

/** {@link Journal}, and what the engine alone does with it. */
export interface JournalStore extends Journal {
  /** Enters a request. The entry may be changed until it is no longer open. */
  enter(facts: Omit<JournalEntry, 'seq'>): JournalEntry
  /** Says that all is known of a request but its answer: those who wait may see it. */
  see(entry: JournalEntry): void
  /** Lets those who wait go, with an error. */
  release(reason: string): void
}

/** How many entries are kept; the oldest goes first. */
const MAX_ENTRIES = 1_000

/** An empty journal. */
export function createJournal(): JournalStore {
  const waiters: JournalWaiters = createJournalWaiters()
  const counts = new Map<OperationId | undefined, number>()
  const unseen = new Set<JournalEntry>()
  let entries: JournalEntry[] = [] // the last MAX_ENTRIES are the ring; cut when twice as many
  let total = 0
  let seq = 0

  const count = ({ operation }: JournalFilter = {}): number =>
    operation === undefined ? total : (counts.get(operation) ?? 0)

  const matching = ({ operation }: JournalFilter = {}): JournalEntry[] =>
    entries.slice(-MAX_ENTRIES).filter((entry) => operation === undefined || entry.operation === operation)

  const list = (filter?: JournalFilter): JournalEntry[] => matching(filter).map((entry) => ({ ...entry }))

  const countSeen = ({ operation }: JournalFilter): number => {
    const isMeant = (entry: JournalEntry): boolean => operation === undefined || entry.operation === operation
    return count({ operation }) - [...unseen].filter(isMeant).length
  }

  function clear(): void {
    entries = []
    unseen.clear()
    counts.clear()
    total = 0
  }

  return {
    list,
    count,
    last: (filter) => list(filter).at(-1),
    tokenRequests: () => list({ operation: 'postAccessTokens' }),
    async waitFor({ operation, count: wanted = 1, timeoutMs = 5_000 }) {
      checkNumber(wanted, 'count', { min: 0, integer: true })
      checkNumber(timeoutMs, 'timeoutMs', { min: 0, max: Infinity })
      if (operation !== undefined && !OPERATIONS.includes(operation)) {
        throw new TypeError(`operation must be one of ${OPERATIONS.join(', ')}`)
      }
      await waiters.wait(
        () => countSeen({ operation }) >= wanted,
        timeoutMs,
        () => {
          const what = operation ?? 'requests'
          return `Waited ${timeoutMs} ms for ${wanted} ${what}, saw ${countSeen({ operation })}`
        },
      )
      return list({ operation })
    },
    clear,
    enter(facts) {
      seq += 1
      total += 1
      counts.set(facts.operation, (counts.get(facts.operation) ?? 0) + 1)
      const entry = { seq, ...facts }
      entries.push(entry)
      if (entries.length >= 2 * MAX_ENTRIES) entries = entries.slice(-MAX_ENTRIES)
      unseen.add(entry)
      return entry
    },
    see(entry) {
      if (unseen.delete(entry)) waiters.notify()
    },
    release: (reason) => waiters.rejectAll(reason),
  }
}
