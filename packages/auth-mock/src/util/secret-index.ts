/** Replaces a secret in stored or shown text. */
export const MASKED = '[masked]'

/**
 * Secrets are found by their first characters. A shorter secret is not searched for, because it may be part of a
 * word.
 */
const PREFIX_LENGTH = 4

/** The secrets with the same first characters. */
interface Bucket {
  /** How often each was added. */
  readonly counts: Map<string, number>
  /** Their lengths, longest first. */
  lengths: number[]
}

/**
 * Finds and masks secrets in text. The time depends on the length of the text, and hardly on the number of secrets: a
 * mock may know ten thousand API tokens.
 */
export class SecretIndex {
  readonly #buckets = new Map<string, Bucket>()

  /** Adds the spellings of a secret. */
  add(spellings: readonly string[]): void {
    for (const secret of spellings) {
      if (secret.length < PREFIX_LENGTH) continue
      const prefix = secret.slice(0, PREFIX_LENGTH)
      const bucket = this.#buckets.get(prefix) ?? { counts: new Map<string, number>(), lengths: [] }
      this.#buckets.set(prefix, bucket)
      bucket.counts.set(secret, (bucket.counts.get(secret) ?? 0) + 1)
      if (!bucket.lengths.includes(secret.length)) {
        bucket.lengths = [...bucket.lengths, secret.length].toSorted((a, b) => b - a)
      }
    }
  }

  /** Removes the spellings of a secret, unless another secret shares them. */
  remove(spellings: readonly string[]): void {
    for (const secret of spellings) {
      const prefix = secret.slice(0, PREFIX_LENGTH)
      const bucket = this.#buckets.get(prefix)
      const count = bucket?.counts.get(secret)
      if (!bucket || count === undefined) continue
      if (count > 1) bucket.counts.set(secret, count - 1)
      else bucket.counts.delete(secret)
      if (bucket.counts.size === 0) this.#buckets.delete(prefix)
    }
  }

  clear(): void {
    this.#buckets.clear()
  }

  /** Replaces every occurrence of a secret, including overlapping ones. */
  mask(text: string): string {
    let masked = ''
    let copiedTo = 0
    let secretTo = 0
    for (let at = this.#next(text, 0); at >= 0; at = this.#next(text, at + 1)) {
      const end = at + this.#lengthAt(text, at)
      if (end === at || end <= secretTo) continue
      if (at >= secretTo) masked += text.slice(copiedTo, at) + MASKED
      secretTo = end
      copiedTo = end
    }
    return copiedTo === 0 ? text : masked + text.slice(copiedTo)
  }

  /** The next place where a secret may begin, or -1. */
  #next(text: string, from: number): number {
    if (this.#buckets.size <= 8) {
      let first = -1
      for (const prefix of this.#buckets.keys()) {
        const at = text.indexOf(prefix, from)
        if (at >= 0 && (first < 0 || at < first)) first = at
      }
      return first
    }
    for (let at = from; at + PREFIX_LENGTH <= text.length; at += 1) {
      if (this.#buckets.has(text.slice(at, at + PREFIX_LENGTH))) return at
    }
    return -1
  }

  /** The length of the longest secret at this place, or 0. */
  #lengthAt(text: string, at: number): number {
    const bucket = this.#buckets.get(text.slice(at, at + PREFIX_LENGTH))
    return bucket?.lengths.find((length) => bucket.counts.has(text.slice(at, at + length))) ?? 0
  }
}
