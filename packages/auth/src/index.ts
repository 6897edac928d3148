export type { AccessTokenInfo } from './access-token.ts'
export { AuthClient } from './client.ts'
export type { Clock } from './clock.ts'
export { TOKEN_EXPIRATION_MARGIN_MS } from './config.ts'
export type { Environment } from './env.ts'
export {
  ApiError,
  ConfigurationError,
  ConnectionError,
  InvalidResponseError,
  QciAuthError,
  RedirectError,
  RequestAbortedError,
  RequestTimeoutError,
} from './errors.ts'
export type { ApiErrorFacts } from './errors.ts'
export type { AuthEvent, OnEvent } from './events.ts'
export type { RequestAuthority } from './fetch.ts'
export type { HeadersObject } from './headers.ts'
export { isQciAuthError } from './is-qci-auth-error.ts'
export type { AnyQciAuthError } from './is-qci-auth-error.ts'
export { authMiddleware } from './middleware.ts'
export type { ApiTokenProvider, AuthClientOptions, CallOptions } from './options.ts'
