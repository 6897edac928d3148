/** Remembers the tokens that a client has had, so that they can be redacted in its errors. */
export interface KnownTokens {
  addApiToken(token: string): void
  addAccessToken(token: string): void
  /** The last eight of each kind, cached or not. */
  readonly list: () => string[]
}

const MAX_TOKENS_PER_KIND = 8

/** A longer text is not a valid token, and would make redaction slow. */
const MAX_TOKEN_CHARS = 16_384

export function createKnownTokens(): KnownTokens {
  const apiTokens = new Set<string>()
  const accessTokens = new Set<string>()
  const add = (tokens: Set<string>, token: string) => {
    if (token.length > MAX_TOKEN_CHARS) return
    tokens.delete(token) // the one in use becomes the latest
    tokens.add(token)
    if (tokens.size > MAX_TOKENS_PER_KIND) tokens.delete(tokens.values().next().value!)
  }
  return {
    addApiToken: (token) => add(apiTokens, token),
    addAccessToken: (token) => add(accessTokens, token),
    list: () => [...apiTokens, ...accessTokens],
  }
}
