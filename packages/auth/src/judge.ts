import type { Answer } from './answer.ts'
import { ApiError, InvalidResponseError, RedirectError } from './errors.ts'
import { parseRetryAfter } from './retry-after.ts'
import { toStatusText } from './status-text.ts'

/** How much an {@link ApiError} keeps of anything that the API said. */
const MOST_ERROR_CHARS = 2_000

/** Under which names servers and gateways tell which request it was. */
const REQUEST_ID_HEADERS = ['x-request-id', 'x-amzn-requestid', 'x-correlation-id', 'cf-ray']

/** What the judgement of an answer needs to know beside it. */
export interface Circumstances {
  url: string
  /** How many requests were made, this one included. */
  attempts: number
  nowMs: number
  /** Takes the tokens out of a text. */
  scrub: (text: string) => string
}

/**
 * The JSON object of an answer of a success status. The content type is not judged, the body is.
 *
 * @throws RedirectError on 300 to 399 and on what a browser hides; ApiError on 400 and above;
 *   InvalidResponseError, which quotes nothing, on a body that is no JSON object.
 */
export function judge(answer: Answer, circumstances: Circumstances): Record<string, unknown> {
  const { response, text } = answer
  const { status, headers } = response
  const { url, attempts, nowMs, scrub } = circumstances
  const toSafe = (said: string) => scrub(said).slice(0, MOST_ERROR_CHARS)
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    const location = toTarget(headers.get('location'), url)
    throw new RedirectError(url, status, location && toSafe(location))
  }
  const body = parseObject(text)
  if (status >= 400) {
    const requestId = REQUEST_ID_HEADERS.map((name) => headers.get(name)).find((value) => value)
    throw new ApiError({
      url,
      status,
      statusText: toSafe(toStatusText(response)),
      responseBody: toSafe(text),
      apiMessage: typeof body?.['message'] === 'string' ? toSafe(body['message']) : undefined,
      requestId: requestId ? toSafe(requestId) : undefined,
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
    return Object.prototype.toString.call(value) === '[object Object]'
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined // V8's own message would quote the body
  }
}

/** Origin and path: a query may hold anything. */
function toTarget(location: string | null, url: string): string | undefined {
  if (!location || !URL.canParse(location, url)) return undefined
  const { origin, pathname } = new URL(location, url)
  return origin + pathname
}
