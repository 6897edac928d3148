import { isWorkerd } from './runtime.ts'

/** As many as the Fetch standard follows (section 4.4, HTTP-redirect fetch). */
const MOST_REDIRECTS = 20

/** Sends a request and follows no redirect. */
type Send = (url: URL | Request, init: RequestInit) => Promise<Response>

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
): Promise<Response> {
  const redirect = init.redirect ?? (target instanceof Request ? target.redirect : undefined) ?? 'follow'
  if (redirect !== 'follow' || !isWorkerd()) return send(target, init)

  let method = init.method ?? (target instanceof Request ? target.method : 'GET')
  let { headers, body } = init
  let response = await send(target, { ...init, redirect: 'manual' })
  let url = target instanceof Request ? target.url : target.href
  for (let count = 0; count < MOST_REDIRECTS; count += 1) {
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || !location) break
    url = new URL(location, url).href
    headers = new Headers(headers)
    if (!isTrusted(url)) headers.delete('authorization')
    if (response.status === 303 || (response.status < 303 && method === 'POST')) {
      method = 'GET'
      body = undefined
      headers.delete('content-type')
    } else if (target instanceof Request ? target.body : body instanceof ReadableStream) break // sent only once
    response = await send(new URL(url), { ...init, method, headers, body: body ?? null, redirect: 'manual' })
  }
  return response
}
