/** A secret that must never be stored or shown. */
export interface Secret {
  /** The secret as plain text, as in a URL, and as in JSON. */
  readonly spellings: readonly string[]
}
