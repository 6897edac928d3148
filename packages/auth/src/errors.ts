/**
 * The root of every error that this package throws.
 *
 * `name` is literal, `code` is stable across releases: branch on `code`. No message, property, JSON text,
 * inspection or stack of it holds an API token or an access token.
 */
export abstract class QciAuthError extends Error {
  /** Stable identifier: `ERR_QCI_AUTH_…`. */
  abstract readonly code: string

  /** The facts, for structured logs. The default would leave out `name` and `message`. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      ...Object.fromEntries(Object.entries(this)),
    }
  }
}

/** An option or an environment variable is missing or cannot be used. Correct it; trying again does not help. */
export class ConfigurationError extends QciAuthError {
  override readonly name = 'ConfigurationError'
  readonly code = 'ERR_QCI_AUTH_CONFIGURATION'
}

/** Nobody waits for the answer any more: a `signal` was aborted (its reason is the `cause`) or the client closed. */
export class RequestAbortedError extends QciAuthError {
  override readonly name = 'RequestAbortedError'
  readonly code = 'ERR_QCI_AUTH_ABORTED'
}

/** No whole answer came within `timeoutMs`, body included. */
export class RequestTimeoutError extends QciAuthError {
  override readonly name = 'RequestTimeoutError'
  readonly code = 'ERR_QCI_AUTH_TIMEOUT'
  /** How long was waited, in milliseconds. */
  readonly timeoutMs: number

  constructor(waitedFor: string, timeoutMs: number) {
    super(`${waitedFor} took longer than ${timeoutMs} ms. Raise timeoutMs, or see whether the API is well.`)
    this.timeoutMs = timeoutMs
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
  readonly url: string

  constructor(url: string, cause: Error) {
    super(`No answer from ${url}: ${cause.message}. Is the address right, and the API reachable from here?`, {
      cause,
    })
    this.url = url
  }
}

/** The request was redirected. The API token never follows: point the client at the final address. */
export class RedirectError extends QciAuthError {
  override readonly name = 'RedirectError'
  readonly code = 'ERR_QCI_AUTH_REDIRECT'
  /** What was asked. */
  readonly url: string
  /** 300 to 399; 0 where the runtime hides it, as browsers do. */
  readonly status: number
  /** Origin and path of the target, where it can be read. */
  readonly location: string | undefined

  constructor(url: string, status: number, location: string | undefined) {
    super(
      `${url} redirects${status ? ` (${status})` : ''}${location ? ` to ${location}` : ''}; ` +
        'the API token does not follow. Set url or QCI_API_URL to the final address.',
    )
    this.url = url
    this.status = status
    this.location = location
  }
}

/** A success status came with a body that cannot be used. The message names the field and quotes nothing. */
export class InvalidResponseError extends QciAuthError {
  override readonly name = 'InvalidResponseError'
  readonly code = 'ERR_QCI_AUTH_INVALID_RESPONSE'
  /** The field at fault; undefined when it is the body as a whole. */
  readonly field: string | undefined

  constructor(problem: string, field?: string) {
    super(
      `The API's answer cannot be used: ${problem}. Does the address lead to QCi's API, without a proxy's page?`,
    )
    this.field = field
  }
}
