/**
 * The root of every error that this package throws.
 *
 * `name` is literal, `code` is stable across releases: branch on `code`. No message, property, JSON text,
 * inspection or stack of it holds an API token or an access token.
 */
export abstract class QciAuthError extends Error {
  /** Stable identifier: `ERR_QCI_AUTH_…`. */
  abstract readonly code: string

  constructor(message: string, facts?: object, options?: ErrorOptions) {
    super(message, options)
    Object.assign(this, facts)
  }

  /** The facts, for structured logs; the default would leave out the message. */
  toJSON(): object {
    return Object.assign({}, this, { message: this.message })
  }
}

/** An option or an environment variable is missing or cannot be used. Trying again does not help. */
export class ConfigurationError extends QciAuthError {
  override readonly name = 'ConfigurationError'
  readonly code = 'ERR_QCI_AUTH_CONFIGURATION'
}

/** Nobody waits any more: a `signal` was aborted (its reason is the `cause`) or the client was closed. */
export class RequestAbortedError extends QciAuthError {
  override readonly name = 'RequestAbortedError'
  readonly code = 'ERR_QCI_AUTH_ABORTED'
}

/** No whole answer came within `timeoutMs`, body included. */
export class RequestTimeoutError extends QciAuthError {
  override readonly name = 'RequestTimeoutError'
  readonly code = 'ERR_QCI_AUTH_TIMEOUT'
  /** How long was waited, in milliseconds. */
  declare readonly timeoutMs: number

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms. Raise timeoutMs, or see whether the API is well.`, { timeoutMs })
  }
}

/**
 * No answer came, or it broke off: refused, reset, unknown host, failed TLS, body cut short.
 *
 * The message names the deepest cause that the runtime tells, such as `ECONNREFUSED`.
 */
export class ConnectionError extends QciAuthError {
  override readonly name = 'ConnectionError'
  readonly code = 'ERR_QCI_AUTH_CONNECTION'
  /** What was asked. */
  declare readonly url: string

  constructor(url: string, cause: Error) {
    super(`No answer from ${url}: ${cause.message}. Check the address and the network.`, { url }, { cause })
  }
}

/** The request was redirected. The API token never follows: point the client at the final address. */
export class RedirectError extends QciAuthError {
  override readonly name = 'RedirectError'
  readonly code = 'ERR_QCI_AUTH_REDIRECT'
  /** What was asked. */
  declare readonly url: string
  /** 300 to 399; 0 where the runtime hides it, as browsers do. */
  declare readonly status: number
  /** Origin and path of the target; undefined where it cannot be read. */
  declare readonly location: string | undefined

  constructor(url: string, status: number, location: string | undefined) {
    super(
      `${url} redirects to ${location ?? 'another address'}, where the API token does not follow. Set url or QCI_API_URL to the final address.`,
      { url, status, location },
    )
  }
}

/** A success status came with a body that cannot be used. The message names the field and quotes nothing. */
export class InvalidResponseError extends QciAuthError {
  override readonly name = 'InvalidResponseError'
  readonly code = 'ERR_QCI_AUTH_INVALID_RESPONSE'
  /** The field at fault; undefined when it is the body as a whole. */
  declare readonly field: string | undefined

  /**
   * @param problem - What is wrong with it.
   * @param field - Its name on the wire.
   */
  constructor(problem: string, field?: string) {
    super(
      `The API's answer ${field ? `has a field "${field}" that ` : ''}${problem}. Does the address lead to QCi's API, with no proxy that answers for it?`,
      { field },
    )
  }
}

/** The facts of an {@link ApiError}. */
export interface ApiErrorFacts {
  /** What was asked. */
  readonly url: string
  /** HTTP status: 401 and 403 say that the API token is refused. */
  readonly status: number
  /** Its reason phrase, from a table when the wire has none (HTTP/2). */
  readonly statusText: string
  /** What the API said: both tokens taken out, then cut at 2 000 characters. */
  readonly responseBody: string
  /** The `message` of the API's own JSON body; undefined when the body is another's, such as a proxy's page. */
  readonly apiMessage: string | undefined
  /** The answer's `X-Request-Id` or the like: quote it to QCi's support. */
  readonly requestId: string | undefined
  /** What the API asked to wait, in milliseconds (Retry-After). */
  readonly retryAfterMs: number | undefined
  /** How many requests were made, this one included. */
  readonly attempts: number
}

/** The API answered with a status of 400 or more. */
export class ApiError extends QciAuthError implements ApiErrorFacts {
  override readonly name = 'ApiError'
  readonly code = 'ERR_QCI_AUTH_API'
  declare readonly url: string
  declare readonly status: number
  declare readonly statusText: string
  declare readonly responseBody: string
  declare readonly apiMessage: string | undefined
  declare readonly requestId: string | undefined
  declare readonly retryAfterMs: number | undefined
  declare readonly attempts: number

  constructor(facts: ApiErrorFacts) {
    const { status, statusText, url, responseBody } = facts
    super(`${status} ${statusText} for url: ${url} with response body: ${responseBody}`, facts)
  }
}
