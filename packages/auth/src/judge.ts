import type { Answer } from './answer.ts'
import { ApiError } from './api-error.ts'
import { InvalidResponseError, RedirectError } from './errors.ts'
import { parseRetryAfter } from './retry-after.ts'
import { scrub } from './scrub.ts'
import { toStatusText } from './status-text.ts'

/** How much of an answer's body an {@link ApiError} keeps. */
const MOST_ERROR_TEXT_CHARS = 2_000

/** Under which names servers and gateways tell which request it was. */
const REQUEST_ID_HEADERS = ['x-request-id', 'x-amzn-requestid', 'x-correlation-id', 'cf-ray']

/** What the judgement of an answer needs to know beside it. */
export interface Circumstances {
  url: string
  /** How many requests were made, this one included. */
  attempts: number
  nowMs: number
  secrets: readonly string[]
}

/**
 * Lets an answer of a success status pass.
 *
 * @throws {@link RedirectError} on 300 to 399 and on what a browser hides; {@link ApiError} on 400 and above.
 */
export function raiseForStatus(answer: Answer, circumstances: Circumstances): void {
  const { status, headers } = answer
  const { url, attempts, nowMs, secrets } = circumstances
  if (answer.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new RedirectError(url, status, toTarget(headers.get('location'), url, secrets))
  }
  if (status < 400) return
  const requestId =
    REQUEST_ID_HEADERS.map((name) => headers.get(name)).find((value) => value !== null) ?? undefined
  const toSafe = (text: string) => scrub(text, secrets).slice(0, MOST_ERROR_TEXT_CHARS)
  const apiMessage = toApiMessage(answer)
  throw new ApiError({
    url,
    status,
    statusText: toSafe(toStatusText(status, answer.statusText)),
    responseBody: toSafe(answer.text),
    apiMessage: apiMessage === undefined ? undefined : toSafe(apiMessage),
    requestId: requestId === undefined ? undefined : toSafe(requestId),
    retryAfterMs: parseRetryAfter(headers, nowMs),
    attempts,
  })
}

/**
 * The JSON object of an answer. The content type is not judged, the body is.
 *
 * @throws {@link InvalidResponseError}, which quotes nothing: V8's own message would quote the body.
 */
export function parseJsonObject(answer: Answer): Record<string, unknown> {
  if (answer.flaw) throw new InvalidResponseError(`its body is ${answer.flaw}`)
  if (answer.text.trim() === '') throw new InvalidResponseError(`its body is empty (status ${answer.status})`)
  let body: unknown
  try {
    body = JSON.parse(answer.text)
  } catch {
    throw new InvalidResponseError('its body is not JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidResponseError('its body is JSON but no object')
  }
  return body as Record<string, unknown>
}

function toApiMessage(answer: Answer): string | undefined {
  try {
    const { message } = parseJsonObject(answer)
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/** Origin and path: a query may hold anything. */
function toTarget(location: string | null, url: string, secrets: readonly string[]): string | undefined {
  if (!location || !URL.canParse(location, url)) return undefined
  const { origin, pathname } = new URL(location, url)
  return scrub(origin + pathname, secrets)
}
