import type { components } from './generated/auth-v1.ts'

/**
 * The schemas as they are generated.
 *
 * @inline
 */
type Schemas = components['schemas']

/**
 * What is posted to obtain an access token: the API token, as `refresh_token`.
 *
 * @interface
 */
export type AccessTokenRequest = Schemas['AccessTokenRequest']
/**
 * An access token in a response, with its expiry, user and organization.
 *
 * @interface
 */
export type AccessToken = Schemas['AccessToken']
/**
 * The response body of the health endpoint.
 *
 * @interface
 */
export type Health = Schemas['Health']
/**
 * The response body of the version endpoint.
 *
 * @interface
 */
export type Version = Schemas['Version']
/**
 * The body of a failure.
 *
 * @interface
 */
export type ErrorMessage = Schemas['ErrorMessage']

/** {@link AccessTokenRequest} under its name in the Python original. */
export type AccessTokensPostRequestBody = AccessTokenRequest
/** {@link AccessToken} under its name in the Python original. */
export type AccessTokensPostResponseBody = AccessToken
/** {@link Health} under its name in the Python original. */
export type AccessTokensHealthGetResponseBody = Health
/** {@link Version} under its name in the Python original. */
export type AccessTokensVersionGetResponseBody = Version
