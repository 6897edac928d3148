import { FifoMap } from '../util/fifo-map.ts'

/** The common fields of API tokens and access tokens. */
export interface TokenRecord {
  readonly token: string
  /** The name that stands for the token in the journal: `api-1`, `access-7`. */
  readonly ref: string
  /** The expiry on the mock's clock, in epoch milliseconds. */
  expiresAtMs: number
  revoked: boolean
}

/** Tokens of one kind, found by the token or by its ref. */
export interface TokenMap<Token extends TokenRecord> {
  get(token: string): Token | undefined
  getByRef(ref: string): Token | undefined
  /** Stores a token, and replaces one with the same text. Returns the one that was evicted, if any. */
  set(token: Token): Token | undefined
  delete(token: Token): void
  clear(): void
  values(): IterableIterator<Token>
}

/**
 * Creates an empty map.
 *
 * @param maxSize - How many tokens are kept; the oldest is dropped first.
 */
export function createTokenMap<Token extends TokenRecord>(maxSize: number): TokenMap<Token> {
  const byToken = new FifoMap<string, Token>(maxSize)
  const byRef = new Map<string, Token>()

  return {
    get: (token) => byToken.get(token),
    getByRef: (ref) => byRef.get(ref),
    set(token) {
      byRef.set(token.ref, token)
      const dropped = byToken.set(token.token, token)
      if (dropped) byRef.delete(dropped.ref)
      return dropped
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
}
