import type { components } from './generated/auth-v1.ts'

/**
 * The generated schemas.
 *
 * @inline
 */
type Schemas = components['schemas']

/**
 * The body of a request for an access token: the API token, as `refresh_token`.
 *
 * @interface
 */
export type AccessTokenRequest = Schemas['AccessTokenRequest']
/**
 * The body of a token response: the access token, its expiry, type, organization and user.
 *
 * @interface
 */
export type AccessToken = Schemas['AccessToken']
/**
 * The body of a health response.
 *
 * @interface
 */
export type Health = Schemas['Health']
/**
 * The body of a version response.
 *
 * @interface
 */
export type Version = Schemas['Version']
/**
 * The body of an error response.
 *
 * @interface
 */
export type ErrorMessage = Schemas['ErrorMessage']

/** {@link AccessTokenRequest} under its name in the Python client. */
export type AccessTokensPostRequestBody = AccessTokenRequest
/** {@link AccessToken} under its name in the Python client. */
export type AccessTokensPostResponseBody = AccessToken
/** {@link Health} under its name in the Python client. */
export type AccessTokensHealthGetResponseBody = Health
/** {@link Version} under its name in the Python client. */
export type AccessTokensVersionGetResponseBody = Version
