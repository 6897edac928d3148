export type { AccessTokenInfo } from './token/access-token-info.ts'
export { AuthClient } from './client.ts'
export type { Clock } from './runtime/clock.ts'
export { TOKEN_EXPIRATION_MARGIN_MS } from './config/config.ts'
export type { Environment } from './config/env.ts'
export {
  ApiError,
  ConfigurationError,
  ConnectionError,
  InvalidResponseError,
  QciAuthError,
  RedirectError,
  RequestAbortedError,
  RequestTimeoutError,
} from './errors/errors.ts'
export type { ApiErrorFacts } from './errors/errors.ts'
export type { AuthEvent, OnEvent, StoreFailure } from './events.ts'
export type { RequestAuthority } from './fetch/authenticated-fetch.ts'
export type { HeadersObject } from './http/headers.ts'
export { isQciAuthError } from './errors/is-qci-auth-error.ts'
export type { AnyQciAuthError } from './errors/is-qci-auth-error.ts'
export { authMiddleware } from './fetch/middleware.ts'
export type {
  ApiTokenProvider,
  AuthClientOptions,
  CallOptions,
  HeadersOptions,
  WaitUntil,
} from './config/options.ts'
export type { SharedResponse, SharingContext, TokenSharing } from './config/sharing.ts'
