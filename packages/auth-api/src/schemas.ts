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
 * An access token on the wire, until when it is good, and whose it is.
 *
 * @interface
 */
export type AccessToken = Schemas['AccessToken']
/**
 * What the health endpoint says.
 *
 * @interface
 */
export type Health = Schemas['Health']
/**
 * What the version endpoint says.
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

/** {@link AccessTokenRequest} under the name that the Python original gives it. */
export type AccessTokensPostRequestBody = AccessTokenRequest
/** {@link AccessToken} under the name that the Python original gives it. */
export type AccessTokensPostResponseBody = AccessToken
/** {@link Health} under the name that the Python original gives it. */
export type AccessTokensHealthGetResponseBody = Health
/** {@link Version} under the name that the Python original gives it. */
export type AccessTokensVersionGetResponseBody = Version
