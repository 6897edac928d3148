import type { ReadResponse } from './read-response.ts'
import { ApiError, InvalidResponseError } from '../errors/errors.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { Redact } from '../errors/redact.ts'
import { toStatusText } from './status-text.ts'

/**
 * The JSON object of an answer of a success status. The content type is not judged, the body is.
 *
 * @param attempts - How many requests were made, this one included.
 * @throws ApiError on 400 and above; InvalidResponseError, which quotes nothing, on a body that is no JSON object.
 */
export function judge(
  response: ReadResponse,
  url: string,
  attempts: number,
  nowMs: number,
  redact: Redact,
): Record<string, unknown> {
  const { status, headers, text } = response
  const body = parseObject(text)
  const toSafe = (said: unknown) => (typeof said === 'string' ? redact(said) : undefined)
  if (status >= 400) {
    throw new ApiError({
      url: redact(url),
      status,
      statusText: toSafe(toStatusText(response)) ?? '',
      responseBody: toSafe(text) ?? '',
      apiMessage: toSafe(body?.['message']),
      // The names under which servers and gateways tell which request it was.
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
    return value instanceof Object && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined // V8's own message would quote the body
  }
}
