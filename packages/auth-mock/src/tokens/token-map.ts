/** What is kept of every token. */
export interface TokenRecord {
  readonly token: string
  /** The ordinal under which it is spoken of: `api-1`, `access-7`. */
  readonly ref: string
  /** From then on it is not good, on the mock's clock. */
  expiresAtMs: number
  revoked: boolean
}

/** Tokens of one kind, found by themselves or by their ref. */
export interface TokenMap<Token extends TokenRecord> {
  get(token: string): Token | undefined
  getByRef(ref: string): Token | undefined
  /** Keeps a token, in place of one that is the same or has its ref. */
  set(token: Token): void
  delete(token: Token): void
  clear(): void
  values(): IterableIterator<Token>
}

/**
 * An empty map.
 *
 * @param maxSize - How many are kept; the oldest goes first.
 */
export function createTokenMap<Token extends TokenRecord>(maxSize: number): TokenMap<Token> {
  const byToken = new Map<string, Token>()
  const byRef = new Map<string, Token>()

  const map: TokenMap<Token> = {
    get: (token) => byToken.get(token),
    getByRef: (ref) => byRef.get(ref),
    set(token) {
      byToken.set(token.token, token)
      byRef.set(token.ref, token)
      if (byToken.size > maxSize) map.delete(byToken.values().next().value!)
    },
    delete(token) {
      byToken.delete(token.token)
      byRef.delete(token.ref)
    },
    clear() {
      byToken.clear()
      byRef.clear()
    },
    values: () => byToken.values(),
  }
  return map
}
