import type { Operation } from './send-request.ts'

/** Trades this API token for an access token. */
export function postAccessTokens(apiToken: string): Operation {
  return (api, init) => api.POST('/auth/v1/access-tokens/', { ...init, body: { refresh_token: apiToken } })
}

/** Asks whether the API is well. */
export const getAccessTokensHealth: Operation = (api, init) =>
  api.GET('/auth/v1/access-tokens/health', { ...init })

/** Asks which version of the API answers. */
export const getAccessTokensVersion: Operation = (api, init) =>
  api.GET('/auth/v1/access-tokens/version', { ...init })
