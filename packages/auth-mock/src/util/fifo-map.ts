interface Entry<Key, Value> {
  readonly key: Key
  value: Value
  isDeleted: boolean
}

/**
 * A map with a limited size: setting one key too many deletes the oldest one.
 *
 * The order is kept in a separate array, because a `Map` is slow as a queue: after many deletions at its head,
 * `map.keys().next()` skips every deleted entry.
 */
export class FifoMap<Key, Value> {
  readonly #byKey = new Map<Key, Entry<Key, Value>>()
  readonly #maxSize: number
  #queue: Entry<Key, Value>[] = []
  #head = 0

  constructor(maxSize: number) {
    this.#maxSize = maxSize
  }

  get(key: Key): Value | undefined {
    return this.#byKey.get(key)?.value
  }

  /**
   * Sets a value. A key that is already there keeps its place in the order.
   *
   * @returns The value that was evicted, if any.
   */
  set(key: Key, value: Value): Value | undefined {
    const known = this.#byKey.get(key)
    if (known) {
      known.value = value
      return undefined
    }
    const entry = { key, value, isDeleted: false }
    this.#byKey.set(key, entry)
    this.#queue.push(entry)
    return this.#byKey.size > this.#maxSize ? this.#dropOldest() : undefined
  }

  delete(key: Key): void {
    const entry = this.#byKey.get(key)
    if (!entry) return
    entry.isDeleted = true
    this.#byKey.delete(key)
    this.#compact()
  }

  clear(): void {
    this.#byKey.clear()
    this.#queue = []
    this.#head = 0
  }

  /** The values, oldest first. */
  *values(): IterableIterator<Value> {
    for (const { value } of this.#byKey.values()) yield value
  }

  #dropOldest(): Value | undefined {
    while (this.#queue[this.#head]?.isDeleted) this.#head += 1
    const oldest = this.#queue[this.#head]
    if (!oldest) return undefined
    this.delete(oldest.key)
    return oldest.value
  }

  /** Removes deleted entries from the queue once they outnumber the others: constant time per call on average. */
  #compact(): void {
    if (this.#queue.length < 2 * this.#byKey.size + 64) return
    this.#queue = this.#queue.filter(({ isDeleted }) => !isDeleted)
    this.#head = 0
  }
}
