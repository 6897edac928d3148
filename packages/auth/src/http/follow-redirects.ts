import { parseUrl } from '../config/base-url.ts'
import { discardBody, readResponse, toResponseHeaders } from './read-response.ts'
import type { ReadResponse } from './read-response.ts'

/** Where a request ended. */
export interface FinalResponse {
  readonly response: ReadResponse
  /** The address that responded. */
  readonly url: string
  /** Where a redirect leads; undefined when there is none, or it cannot be read. */
  readonly target: URL | undefined
  /** Whether the response is a redirect that is only not followed because there were too many before it. */
  readonly hasTooManyRedirects: boolean
}

/** How many redirects are followed. */
const MAX_REDIRECTS = 3

/**
 * Sends a request, follows the redirects that it may follow, and reads the response to its end.
 *
 * @param send - Sends the request to an address.
 * @param signal - Stops reading.
 */
export async function sendWithinOrigin(
  send: (url: string) => Promise<Response>,
  url: string,
  signal: AbortSignal,
): Promise<FinalResponse> {
  for (let redirects = 0; ; redirects += 1) {
    // Each request follows from the response before.
    // oxlint-disable-next-line no-await-in-loop
    const response = await send(url)
    const { status } = response
    const location = toResponseHeaders(response.headers).get('location')
    const target = location ? parseUrl(location, url) : undefined
    // 307 and 308 keep method and body (RFC 9110 sections 15.4.8 and 15.4.9). Scheme, host and port must be the same.
    // Every fetch rejects an address with user info.
    const isAllowed =
      (status === 307 || status === 308) &&
      target?.origin === new URL(url).origin &&
      !(target.username + target.password)
    if (!isAllowed || redirects === MAX_REDIRECTS) {
      // oxlint-disable-next-line no-await-in-loop
      return { response: await readResponse(response, signal), url, target, hasTooManyRedirects: isAllowed }
    }
    discardBody(response)
    url = target.href
  }
}
