export { createAuthApiClient } from './client.ts'
export type { AuthApiClient, AuthApiClientOptions } from './client.ts'
export type { components, operations, paths } from './generated/auth-v1.ts'
export type {
  AccessToken,
  AccessTokenRequest,
  AccessTokensHealthGetResponseBody,
  AccessTokensPostRequestBody,
  AccessTokensPostResponseBody,
  AccessTokensVersionGetResponseBody,
  ErrorMessage,
  Health,
  Version,
} from './schemas.ts'
