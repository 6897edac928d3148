import type { Middleware } from 'openapi-fetch'

import { discardBody } from '../http/read-response.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'
import type { RequestAuthority } from './authenticated-fetch.ts'
import { isConnectionBreak } from './connection-break.ts'
import { isSafe } from './prepare-request.ts'
import { cancelBody } from './request-body.ts'
import { followRedirects, hasLeftOrigin } from './redirects.ts'
import { isPlatformRequest, readForeignUrl, readRequest } from './request-input.ts'

/** A request that got a token. */
interface SentRequest {
  accessToken: string
  /** A copy with its own body, or the request itself when it cannot have a body. */
  replay: Request
  request: Request
  /** Whether redirects are followed here, since `fetch` may send Authorization to another origin. */
  isFollowedHere: boolean
}

/**
 * Adds to an openapi-fetch client what `client.fetch` does: Authorization on requests to trusted origins, one renewal
 * and one retry after a 401, one retry of GET and HEAD after a broken connection.
 *
 * Add it as the last middleware. A middleware that is added later sees Authorization, and sends it along if it
 * changes the request's address. In Cloudflare's workerd, whose `fetch` may send Authorization to another origin
 * after a redirect, it sends the request and follows redirects itself.
 *
 * @param client - An AuthClient.
 *
 * @example
 * ```ts
 * const jobs = createClient<paths>({ baseUrl: client.url })
 * jobs.use(authMiddleware(client))
 * ```
 */
export function authMiddleware(client: RequestAuthority): Middleware {
  // Keyed by the options of a call, which openapi-fetch creates once and passes to each hook. Nothing is left in
  // memory when another middleware responds instead.
  const sentRequests = new WeakMap<object, SentRequest>()

  const sendAgain = (
    sent: SentRequest,
    accessToken: string,
    final: Request,
    { fetch }: { fetch: (request: Request) => Promise<Response> },
  ) => {
    const { headers } = sent.replay
    // As later middlewares left them.
    for (const name of Array.from(headers.keys())) if (!final.headers.has(name)) headers.delete(name)
    for (const [name, value] of Array.from(final.headers)) headers.set(name, value)
    headers.set('authorization', `Bearer ${accessToken}`)
    return fetch(sent.replay)
  }

  /** Follows redirects for requests that were sent with `redirect: 'manual'`. */
  const follow = async (
    response: Response,
    { request, replay, isFollowedHere }: SentRequest,
    { url, headers }: Request,
    { fetch }: { fetch: (request: Request) => Promise<Response> },
  ) => {
    if (!isFollowedHere) return { response, hasLeftOrigin: hasLeftOrigin(response, url) }
    const { method, signal } = request
    const body = replay.body && response.headers.has('location') ? await replay.clone().arrayBuffer() : null
    return followRedirects(
      response,
      { url, method, headers: Object.fromEntries(headers), body },
      (to, init) => fetch(new Request(to, { ...init, signal })),
      (target) => client.isTrusted(target),
    )
  }

  return {
    async onRequest({ request: given, options }) {
      // Read from the Request itself: another middleware may have created one whose `url` is not its target.
      const url = isPlatformRequest(given) ? readRequest(given, 'url') : readForeignUrl(given)
      // In Bun, such a property is the target.
      if (!url || url !== given.url || !client.isTrusted(url) || given.headers.has('authorization'))
        return undefined
      const { signal } = given
      const accessToken = await client.getAccessToken({ signal }).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error // as fetch does: with the signal's own reason
      })
      const isFollowedHere = isWorkerd() && given.redirect === 'follow'
      const request = isFollowedHere ? new Request(given, { redirect: 'manual' }) : given
      request.headers.set('authorization', `Bearer ${accessToken}`)
      const replay = isSafe(request.method) ? request : request.clone()
      sentRequests.set(options, { accessToken, request, replay, isFollowedHere })
      return request
    },
    async onResponse({ request, response, options }) {
      const sent = sentRequests.get(options)
      if (!sent) return undefined
      try {
        const final = await follow(response, sent, request, options)
        // A later middleware may have changed the request's address.
        const isElsewhere = request.url !== sent.request.url || final.hasLeftOrigin
        if (final.response.status !== 401 || isElsewhere) return await toResult(final.response, response)
        const { signal } = sent.request
        const replacement = await client.replaceAccessToken(sent.accessToken, { signal })
        if (signal?.aborted) throw signal.reason
        if (!replacement) return await toResult(final.response, response)
        discardBody(final.response)
        const again = await sendAgain(sent, replacement, request, options)
        return await toResult((await follow(again, sent, sent.replay, options)).response, response)
      } finally {
        release(sent)
      }
    },
    async onError({ request, error, options }) {
      const sent = sentRequests.get(options)
      if (!sent) return undefined
      const { signal, method } = sent.request
      if (isSafe(method) && !signal?.aborted && isConnectionBreak(error)) {
        return sendAgain(sent, sent.accessToken, request, options).then(toResult, (failure: unknown) => {
          // Returned, so that earlier middlewares get it, too. In another realm, openapi-fetch does not accept it.
          if (failure instanceof Error) return failure
          throw failure
        })
      }
      release(sent)
      return undefined
    },
  }
}

/**
 * Returns what openapi-fetch accepts from a middleware: undefined for the response that it has, otherwise a Response of
 * the platform. Its `fetch` may be of another implementation.
 */
async function toResult(final: Response, given?: Response): Promise<Response | undefined> {
  if (final === given) return undefined
  if (final instanceof Response) return final // as openapi-fetch checks it
  const { status, statusText, headers, body } = final as Response
  const content = typeof body?.getReader === 'function' ? body : await (final as Response).arrayBuffer()
  const isEmpty = 'byteLength' in content && !content.byteLength // a 204 must not have a body
  return new Response(isEmpty ? null : content, { status, statusText, headers: [...headers] })
}

/** Releases a copy that was not sent; its body would stay in memory. */
function release({ replay, request }: SentRequest): void {
  if (replay !== request) cancelBody(replay)
}
