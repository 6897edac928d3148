/** The token of an `Authorization` header with the scheme Bearer, or `undefined`. */
export function bearerTokenOf(authorization: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1]
}
