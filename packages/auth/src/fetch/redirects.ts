import { isWorkerd } from '../runtime/is-workerd.ts'

/** As many as the Fetch standard follows (section 4.4, HTTP-redirect fetch). */
const MOST_REDIRECTS = 20

/** Sends a request as `fetch` does. */
type Send = (url: URL | Request, init: RequestInit) => Promise<Response>

/** Where a request came to in the end. */
export interface Arrival {
  response: Response
  /** Whether a redirect led to an origin to which the token was not taken along. */
  hasLeft: boolean
}

/**
 * Sends a request with Authorization that must not reach another origin by way of a redirect.
 *
 * The Fetch standard has Authorization taken off there, and runtimes do it; only workerd kept it before its
 * compatibility date of autumn 2025. There redirects are followed here.
 */
export async function sendGuarded(
  send: Send,
  target: URL | Request,
  init: RequestInit & { headers: Headers },
  isTrusted: (url: string) => boolean,
): Promise<Arrival> {
  const redirect = init.redirect ?? (target instanceof Request ? target.redirect : undefined) ?? 'follow'
  if (redirect === 'follow' && isWorkerd()) return followRedirects(send, target, init, isTrusted)
  const response = await send(target, init)
  return { response, hasLeft: hasLeft(response, urlOf(target)) }
}

/** Where a request goes. */
export function urlOf(target: URL | Request): string {
  return target instanceof Request ? target.url : target.href
}

/** Whether a redirect that the runtime followed led the request to another origin. */
export function hasLeft(response: Response, url: string): boolean {
  return response.redirected && new URL(response.url).origin !== new URL(url).origin
}

/**
 * Follows redirects as the Fetch standard does, but leaves Authorization behind for good at the first origin that
 * is not trusted.
 *
 * @returns A redirect itself when the body would have to go along and can be sent only once.
 * @throws TypeError after {@link MOST_REDIRECTS}, as fetch does.
 */
export async function followRedirects(
  send: Send,
  target: URL | Request,
  init: RequestInit & { headers: Headers },
  isTrusted: (url: string) => boolean,
): Promise<Arrival> {
  const given = target instanceof Request ? target : undefined
  let url = urlOf(target)
  let { method = given?.method ?? 'GET', headers, body = given?.body } = init
  let response = await send(target, { ...init, redirect: 'manual' })
  for (let count = 1; ; count += 1) {
    const { status } = response
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(status) || !location) break
    if (count > MOST_REDIRECTS) throw new TypeError(`More than ${MOST_REDIRECTS} redirects`)
    headers = new Headers(headers)
    if (status === 303 ? !/^(GET|HEAD)$/i.test(method) : status < 303 && /^POST$/i.test(method)) {
      method = 'GET'
      body = null
      for (const part of ['encoding', 'language', 'location', 'type']) headers.delete(`content-${part}`)
    } else if (body instanceof ReadableStream) break
    response.body?.cancel().catch(() => {}) // frees its connection
    url = new URL(location, url).href
    if (!isTrusted(url)) headers.delete('authorization')
    // The address is a new one each time, and only the answer tells it.
    // oxlint-disable-next-line no-await-in-loop
    response = await send(new URL(url), { ...init, method, headers, body: body ?? null, redirect: 'manual' })
  }
  return { response, hasLeft: !headers.has('authorization') }
}
