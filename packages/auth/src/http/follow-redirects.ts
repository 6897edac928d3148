import { discardBody, readResponse, toResponseHeaders } from './read-response.ts'
import type { ReadResponse } from './read-response.ts'

/** Where a request ended. */
export interface FinalResponse {
  readonly response: ReadResponse
  /** The address that responded. */
  readonly url: string
  /** Whether the response is a redirect that is not followed only because there were too many before it. */
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
    const target = toSameOriginTarget(response, url)
    if (!target || redirects === MAX_REDIRECTS) {
      // oxlint-disable-next-line no-await-in-loop
      return { response: await readResponse(response, signal), url, hasTooManyRedirects: !!target }
    }
    discardBody(response)
    url = target
  }
}

/**
 * The address to which a request that carries the API token is sent again; undefined when the response is no
 * redirect, or none that is followed.
 *
 * 307 and 308 keep method and body (RFC 9110 sections 15.4.8 and 15.4.9). The whole origin has to be the same:
 * scheme, host and port.
 */
function toSameOriginTarget({ status, headers }: Response, url: string): string | undefined {
  if (status !== 307 && status !== 308) return undefined
  const location = toResponseHeaders(headers).get('location')
  if (!location || !URL.canParse(location, url)) return undefined
  const { origin, username, password, href } = new URL(location, url)
  // Every fetch refuses an address with user info.
  return origin === new URL(url).origin && !username && !password ? href : undefined
}
