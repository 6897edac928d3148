import type { AccessTokenInfo } from '@qci-client/auth'

/** The JSON of `qci-auth token --json`. */
export interface TokenJson {
  accessToken: string
  tokenType: string
  /** RFC 3339 in UTC: `2023-07-15T08:16:59Z`. */
  expiresAt: string
  /** Whole seconds since the Unix epoch, as `date +%s` prints them. */
  expiresAtEpoch: number
  organizationId: string | undefined
  userId: string | undefined
}

/** An access token as JSON for scripts. */
export function toTokenJson(info: AccessTokenInfo): TokenJson {
  return {
    accessToken: info.accessToken,
    tokenType: 'Bearer', // the API's only type, in any upper and lower case
    ...toExpiry(info),
    organizationId: info.organizationId,
    userId: info.userId,
  }
}

/** The expiry of a token in two forms. */
export function toExpiry({ expiresAtMs }: AccessTokenInfo): { expiresAt: string; expiresAtEpoch: number } {
  // Rounded down: a token that is renewed up to a second early does no harm.
  const expiresAtEpoch = Math.floor(expiresAtMs / 1_000)
  const expiresAt = new Date(expiresAtEpoch * 1_000).toISOString().replace('.000Z', 'Z')
  return { expiresAt, expiresAtEpoch }
}

/** Lines for a shell, direnv or `node --env-file`. */
export function toExports(info: AccessTokenInfo): string {
  const { expiresAt, expiresAtEpoch } = toExpiry(info)
  const variables = {
    QCI_ACCESS_TOKEN: info.accessToken,
    QCI_ACCESS_TOKEN_EXPIRES_AT: expiresAt,
    QCI_ACCESS_TOKEN_EXPIRES_AT_EPOCH: String(expiresAtEpoch),
  }
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoteForShell(value)}\n`)
    .join('')
}

/** The JSON of an exec credential plugin, as Kubernetes' `client.authentication.k8s.io/v1` has it. */
export function toExecCredential(info: AccessTokenInfo): object {
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: info.accessToken, expirationTimestamp: toExpiry(info).expiresAt },
  }
}

/** A line of a curl configuration file (`curl -K`). */
export function toCurlConfig({ accessToken }: AccessTokenInfo): string {
  return `header = "Authorization: Bearer ${accessToken.replaceAll(/["\\]/g, String.raw`\$&`)}"\n`
}

/** Quotes a text only where a shell needs it: not every reader of such files understands quotes. */
function quoteForShell(text: string): string {
  return /^(?!~)[\w.:+/=~-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
