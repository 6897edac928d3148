import type { AccessTokenInfo } from '@qci-client/auth'

/** An access token as JSON for scripts. */
export interface TokenJson {
  accessToken: string
  tokenType: string
  /** RFC 3339 in UTC: `2023-07-15T08:16:59Z`. */
  expiresAt: string
  /** The same in whole seconds since the Unix epoch, as `date +%s` counts. */
  expiresAtEpoch: number
  organizationId: string | undefined
  userId: string | undefined
}

/** The JSON of `qci-auth token --json`. */
export function toTokenJson(info: AccessTokenInfo): TokenJson {
  return {
    accessToken: info.accessToken,
    tokenType: 'Bearer', // the API's only one, however it is written
    ...toExpiry(info),
    organizationId: info.organizationId,
    userId: info.userId,
  }
}

/** When it expires, for scripts and for people. */
export function toExpiry({ expiresAtMs }: AccessTokenInfo): { expiresAt: string; expiresAtEpoch: number } {
  // Down to whole seconds: too early harms nobody.
  const expiresAtEpoch = Math.floor(expiresAtMs / 1_000)
  const expiresAt = new Date(expiresAtEpoch * 1_000).toISOString().replace('.000Z', 'Z')
  return { expiresAt, expiresAtEpoch }
}

/** Lines that a shell, direnv or `node --env-file` takes. */
export function toExports(info: AccessTokenInfo): string {
  const { expiresAt, expiresAtEpoch } = toExpiry(info)
  const variables = {
    QCI_ACCESS_TOKEN: info.accessToken,
    QCI_ACCESS_TOKEN_EXPIRES_AT: expiresAt,
    QCI_ACCESS_TOKEN_EXPIRES_AT_EPOCH: String(expiresAtEpoch),
  }
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('')
}

/** Quotes what means something to a shell, and nothing else: not every reader of such files knows quotes. */
function quote(text: string): string {
  return /^[\w.:+/=~-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
