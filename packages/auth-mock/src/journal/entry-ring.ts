import type { JournalEntry } from './journal-entry.ts'

/** The last entries of the journal, limited in number and in bytes. */
export interface EntryRing {
  add(entry: JournalEntry): void
  /** Counts more bytes for an entry, and drops the oldest entries when the limit is exceeded. */
  grow(entry: JournalEntry, bytes: number): void
  /** The entries, oldest first. */
  list(): readonly JournalEntry[]
  clear(): void
}

/** Limits of {@link createEntryRing}. */
interface RingLimits {
  maxEntries: number
  /** As counted by `grow`. The last entry stays even if it alone exceeds the limit. */
  maxBytes: number
}

/** Creates an empty ring. */
export function createEntryRing({ maxEntries, maxBytes }: RingLimits): EntryRing {
  const sizes = new Map<JournalEntry, number>()
  let entries: JournalEntry[] = []
  let head = 0 // the entries before it are dropped; cut off when there are many
  let totalBytes = 0

  function dropExcess(): void {
    while (entries.length - head > maxEntries || (totalBytes > maxBytes && entries.length - head > 1)) {
      const oldest = entries[head]!
      totalBytes -= sizes.get(oldest) ?? 0
      sizes.delete(oldest)
      head += 1
    }
    if (head >= maxEntries) {
      entries = entries.slice(head)
      head = 0
    }
  }

  return {
    add(entry) {
      entries.push(entry)
      sizes.set(entry, 0)
      dropExcess()
    },
    grow(entry, bytes) {
      const size = sizes.get(entry)
      if (size === undefined) return // dropped already
      sizes.set(entry, size + bytes)
      totalBytes += bytes
      dropExcess()
    },
    list: () => entries.slice(head),
    clear() {
      sizes.clear()
      entries = []
      head = 0
      totalBytes = 0
    },
  }
}
