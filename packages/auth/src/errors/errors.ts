import { adviseOnTls, isTlsFailure } from './is-tls-failure.ts'

/**
 * The root of every error that this package throws.
 *
 * Branch on `code`, which is stable across releases; `name` is the name of the class. No message, property, JSON
 * text, inspection or stack of an error contains an API token or an access token. `isQciAuthError` recognizes these
 * errors also across copies of the package, where `instanceof` does not.
 */
export abstract class QciAuthError extends Error {
  /** Identifies the kind of error, such as `ERR_QCI_AUTH_TIMEOUT`. Stable across releases. */
  abstract readonly code: string

  /** @param facts - Copied onto the error. A subclass checks them with `satisfies FactsOf<…>`. */
  protected constructor(message: string, facts: object, options?: ErrorOptions) {
    super(message, options)
    Object.assign(this, facts)
  }

  /** Returns the error's properties and its message, for structured logs. */
  toJSON(): object {
    return Object.assign({}, this, { message: this.message })
  }
}

/**
 * The facts that a class of errors adds to those of its root.
 *
 * @inline
 */
type FactsOf<E extends QciAuthError> = Omit<E, keyof QciAuthError>

/**
 * Whether a value from outside is an error that this copy of the package created. `instanceof` throws for some
 * proxies.
 */
export function isOwnError(value: unknown): value is QciAuthError {
  try {
    return value instanceof QciAuthError
  } catch {
    return false
  }
}

/** An option or an environment variable is missing or cannot be used. A retry does not help. */
export class ConfigurationError extends QciAuthError {
  override readonly name = 'ConfigurationError'
  readonly code = 'ERR_QCI_AUTH_CONFIGURATION'
  /** The missing or invalid option, such as `url` or `apiToken`, wherever its value came from. */
  declare readonly option?: string | undefined
  /** Where the value came from: the name of the option or of the environment variable. Absent when there is no value. */
  declare readonly source?: string | undefined

  constructor(message: string, facts: FactsOf<ConfigurationError> = {}) {
    super(message, facts)
  }
}

/** The call was aborted by its `signal`, whose reason is the `cause`, or the client was closed. */
export class RequestAbortedError extends QciAuthError {
  override readonly name = 'RequestAbortedError'
  readonly code = 'ERR_QCI_AUTH_ABORTED'

  constructor(message: string, options?: ErrorOptions) {
    super(message, {}, options)
  }
}

/** No complete response arrived within `timeoutMs`, body included. */
export class RequestTimeoutError extends QciAuthError {
  override readonly name = 'RequestTimeoutError'
  readonly code = 'ERR_QCI_AUTH_TIMEOUT'
  /** The time limit that passed, in milliseconds. */
  declare readonly timeoutMs: number

  constructor(timeoutMs: number) {
    super(`No response within ${timeoutMs} ms. Increase timeoutMs, or check the API's health.`, {
      timeoutMs,
    } satisfies FactsOf<RequestTimeoutError>)
  }
}

/**
 * No response arrived, or it broke off: connection refused or reset, unknown host, failed TLS, truncated body.
 *
 * The message names the deepest cause that the runtime reports, such as `ECONNREFUSED`, for every address that was
 * tried.
 */
export class ConnectionError extends QciAuthError {
  override readonly name = 'ConnectionError'
  readonly code = 'ERR_QCI_AUTH_CONNECTION'
  /** The address of the request. */
  declare readonly url: string

  /** @param environment - Whether `QCI_SSL_VERIFY` is set. It has no effect; the message says so. */
  constructor(
    url: string,
    cause: Error,
    { hasSslVerify }: { hasSslVerify: boolean } = { hasSslVerify: false },
  ) {
    super(
      `No response from ${url}: ${cause.message}. ${
        isTlsFailure({ cause, message: cause.message })
          ? `${
              hasSslVerify
                ? 'QCI_SSL_VERIFY has no effect: certificates are always verified, because otherwise anyone on the network path could read the API token. '
                : ''
            }${adviseOnTls(cause.message)}`
          : 'Check the address and the network.'
      }`,
      { url } satisfies FactsOf<ConnectionError>,
      { cause },
    )
  }
}

/**
 * The request was redirected and the redirect was not followed: only 307 and 308 within the same origin are, at most
 * three. The API token is never sent to another origin. The message says what to do.
 */
export class RedirectError extends QciAuthError {
  override readonly name = 'RedirectError'
  readonly code = 'ERR_QCI_AUTH_REDIRECT'
  /** The address that redirects. */
  declare readonly url: string
  /** 300 to 399; 0 where the runtime hides it, as browsers do. */
  declare readonly status: number
  /** Origin and path of the target; undefined where it cannot be read. */
  declare readonly location: string | undefined

  /** @param advice - What to do. */
  constructor(url: string, status: number, location: string | undefined, advice: string) {
    super(
      `${url} redirects to ${location ?? 'an unknown address'}${status ? ` (status ${status})` : ''}, which is not followed. ${advice}`,
      { url, status, location } satisfies FactsOf<RedirectError>,
    )
  }
}

/** A successful response has an invalid body. The message names the field and shows nothing of the body. */
export class InvalidResponseError extends QciAuthError {
  override readonly name = 'InvalidResponseError'
  readonly code = 'ERR_QCI_AUTH_INVALID_RESPONSE'
  /** The invalid field; undefined when the body as a whole is invalid. */
  declare readonly field: string | undefined

  /**
   * @param problem - What is wrong with the field or body: `is empty`.
   * @param field - Its name in the response; undefined for the body as a whole.
   */
  constructor(problem: string, field?: string) {
    super(
      `Invalid API response: ${field ? `field "${field}"` : 'the body'} ${problem}. Check that QCI_API_URL points to QCi's API and that no proxy responds in its place.`,
      { field } satisfies FactsOf<InvalidResponseError>,
    )
  }
}

/**
 * The API responded with a status of 400 or more. With 401 or 403 it rejected the API token; 429 and 5xx are usually transient.
 */
export class ApiError extends QciAuthError {
  override readonly name = 'ApiError'
  readonly code = 'ERR_QCI_AUTH_API'
  /** The address of the request. */
  declare readonly url: string
  /** The HTTP status, 400 or more. 401 and 403 mean that the API token was rejected. */
  declare readonly status: number
  /** The reason phrase of the status, such as `Unauthorized`; the standard one when the response has none (HTTP/2). */
  declare readonly statusText: string
  /** The first 2 000 characters of the response body, with every token redacted. */
  declare readonly responseBody: string
  /** The field `message` of the API's JSON body; undefined when the body has none, such as a proxy's HTML page. */
  declare readonly apiMessage: string | undefined
  /** The response's `X-Request-Id`, `X-Amzn-RequestId` or `CF-Ray`: quote it to QCi's support. */
  declare readonly requestId: string | undefined
  /** How long the response's `Retry-After` says to wait, in milliseconds; undefined without that header. */
  declare readonly retryAfterMs: number | undefined
  /** How many requests were made, this one included. */
  declare readonly attempts: number

  constructor(facts: FactsOf<ApiError>) {
    const { status, statusText, url, responseBody } = facts
    super(`${status} ${statusText} for url: ${url} with response body: ${responseBody}`, facts)
  }
}

/** The properties of an {@link ApiError} that other errors do not have: the argument of its constructor. */
export type ApiErrorFacts = FactsOf<ApiError>
