import type { ReadResponse } from './read-response.ts'
import { ApiError, InvalidResponseError } from '../errors/errors.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { Redact } from '../errors/redact.ts'
import { toStatusText } from './status-text.ts'

/** What an {@link ApiError} states about the request. */
export interface RequestFacts {
  readonly url: string
  /** How many requests were made, this one included. */
  readonly attempts: number
  /** When the response arrived, milliseconds since the Unix epoch. */
  readonly nowMs: number
}

/**
 * Returns the JSON object of a successful response. Checks the body, not the content type.
 *
 * @param redact - Applied to every text from the response that goes into an error.
 * @throws ApiError on 400 and above; InvalidResponseError, which shows nothing of the body, when that is not a JSON
 *   object.
 */
export function checkResponse(
  response: ReadResponse,
  { url, attempts, nowMs }: RequestFacts,
  redact: Redact,
): Record<string, unknown> {
  const { status, headers, text } = response
  const body = parseObject(text)
  const toSafe = (value: unknown) => (typeof value === 'string' ? redact(value) : undefined)
  if (status >= 400) {
    throw new ApiError({
      url: redact(url),
      status,
      statusText: toSafe(toStatusText(response)) ?? '',
      responseBody: redact(text),
      apiMessage: toSafe(body?.['message']),
      // The headers in which servers and gateways identify a request.
      requestId: toSafe(
        headers.get('x-request-id') ?? headers.get('x-amzn-requestid') ?? headers.get('cf-ray'),
      ),
      retryAfterMs: parseRetryAfter(headers, nowMs),
      attempts,
    })
  }
  if (!body) throw new InvalidResponseError(text.trim() ? 'is not a JSON object' : 'is empty')
  return body
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    // Without a prototype: what was added to `Object.prototype` is not a field of the response.
    return isObject ? { __proto__: null, ...value } : undefined
  } catch {
    return undefined // V8's own message would quote the body
  }
}
