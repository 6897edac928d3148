import type { AccessTokenInfo } from './access-token.ts'
import type { Config } from './config.ts'
import type { Exchanged } from './exchange.ts'
import { toLifetime } from './lifetime.ts'
import type { Lifetime } from './lifetime.ts'

/** An access token with all that is handed out of it, made beforehand: a cached call makes nothing. */
export interface Token extends Lifetime {
  readonly info: AccessTokenInfo
  /** The value of Authorization (RFC 6750 section 2.1). The API's scheme is always `Bearer`. */
  readonly authorization: string
  readonly resolvedInfo: Promise<AccessTokenInfo>
  readonly resolvedAccessToken: Promise<string>
}

export function toToken({ info, sentAtMs, sentAtMonotonicMs, lifeMs }: Exchanged, config: Config): Token {
  return {
    info,
    authorization: `Bearer ${info.accessToken}`,
    resolvedInfo: Promise.resolve(info),
    resolvedAccessToken: Promise.resolve(info.accessToken),
    ...toLifetime(sentAtMs, sentAtMonotonicMs, lifeMs, config),
  }
}
