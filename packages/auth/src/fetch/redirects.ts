import { parseUrl } from '../config/base-url.ts'
import { discardBody } from '../http/read-response.ts'
import { isStream } from './request-body.ts'

/** As many as the Fetch standard follows (section 4.4, HTTP-redirect fetch). */
const MAX_REDIRECTS = 20

/** The headers that describe a body (Fetch standard, "request-body-header name"). undici adds Content-Length. */
const BODY_HEADERS = /^content-(encoding|language|length|location|type)$/i

/** Where a request ended. */
export interface FinalResponse {
  response: Response
  /** Whether a redirect led to an origin to which the token was not sent. */
  hasLeftOrigin: boolean
}

/** A request whose redirects are followed here. */
export interface RedirectableRequest {
  url: string
  method: string
  /** With Authorization. */
  headers: Record<string, string>
  body: BodyInit | null | undefined
}

/** Whether a redirect that the runtime followed led the request to another origin. */
export function hasLeftOrigin(response: Response, url: string): boolean {
  return response.redirected && parseUrl(response.url)?.origin !== parseUrl(url)?.origin
}

/**
 * Follows redirects as the Fetch standard does, but removes Authorization before the first one to an untrusted
 * origin. Removes other headers that are meant for one origin, such as Cookie, before the first one to another origin.
 *
 * Runtimes' own `fetch` removes Authorization, too. workerd keeps it with compatibility dates before autumn 2025, and
 * node-fetch keeps it for other ports and subdomains.
 *
 * @param response - The response to the request, with `redirect: 'manual'`.
 * @param send - Sends a request to an address with these settings beside its other ones.
 * @returns The last response. It is a redirect when the body would have to be sent again but is a stream.
 * @throws TypeError after {@link MAX_REDIRECTS}, and for a target that is not `http:` or `https:`, as fetch does.
 */
export async function followRedirects(
  response: Response,
  { url, method, headers, body }: RedirectableRequest,
  send: (url: string, init: RequestInit) => Promise<Response>,
  isTrusted: (url: string) => boolean,
): Promise<FinalResponse> {
  let hasLeft = false
  for (let count = 1; ; count += 1) {
    const { status } = response
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(status) || !location) break
    if (count > MAX_REDIRECTS) throw new TypeError(`More than ${MAX_REDIRECTS} redirects`)
    const target = new URL(location, url)
    // Some implementations of `fetch` read `file:` and `data:`.
    if (!/^https?:$/.test(target.protocol)) throw new TypeError(`Redirect to a ${target.protocol} URL`)
    const dropped: RegExp[] = []
    if (status === 303 ? !/^(GET|HEAD)$/i.test(method) : status < 303 && /^POST$/i.test(method)) {
      method = 'GET'
      body = undefined
      dropped.push(BODY_HEADERS)
    } else if (isStream(body)) break
    discardBody(response)
    if (target.origin !== new URL(url).origin) dropped.push(/^(cookie|host|proxy-authorization)$/i)
    url = target.href
    hasLeft ||= !isTrusted(url)
    if (hasLeft) dropped.push(/^authorization$/i)
    headers = Object.fromEntries(
      Object.entries(headers).filter(([name]) => !dropped.some((names) => names.test(name))),
    )
    // The address is a new one each time, and only the response has it.
    // oxlint-disable-next-line no-await-in-loop
    response = await send(url, { method, headers, body: body ?? null, redirect: 'manual' })
    Reflect.defineProperty(response, 'redirected', { value: true })
  }
  return { response, hasLeftOrigin: hasLeft }
}
