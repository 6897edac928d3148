import type { Operation } from './send-request.ts'

/** Exchanges this API token for an access token. */
export function postAccessTokens(apiToken: string): Operation {
  return (api, init) => api.POST('/auth/v1/access-tokens/', { ...init, body: { refresh_token: apiToken } })
}

/** Requests the API's health. */
export const getAccessTokensHealth: Operation = (api, init) =>
  api.GET('/auth/v1/access-tokens/health', { ...init })

/** Requests the API's name and version. */
export const getAccessTokensVersion: Operation = (api, init) =>
  api.GET('/auth/v1/access-tokens/version', { ...init })
