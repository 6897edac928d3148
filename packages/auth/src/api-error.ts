import { QciAuthError } from './errors.ts'

/** The facts of an {@link ApiError}. */
export interface ApiErrorFacts {
  url: string
  status: number
  statusText: string
  responseBody: string
  apiMessage: string | undefined
  requestId: string | undefined
  retryAfterMs: number | undefined
  attempts: number
}

/** The API answered with a status of 400 or more. */
export class ApiError extends QciAuthError {
  override readonly name = 'ApiError'
  readonly code = 'ERR_QCI_AUTH_API'
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

  constructor(facts: ApiErrorFacts) {
    super(
      `${facts.status} ${facts.statusText} for url: ${facts.url} with response body: ${facts.responseBody}`,
    )
    this.url = facts.url
    this.status = facts.status
    this.statusText = facts.statusText
    this.responseBody = facts.responseBody
    this.apiMessage = facts.apiMessage
    this.requestId = facts.requestId
    this.retryAfterMs = facts.retryAfterMs
    this.attempts = facts.attempts
  }
}
