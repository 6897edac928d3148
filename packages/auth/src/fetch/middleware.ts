import type { Middleware } from 'openapi-fetch'

import { discardBody } from '../http/read-response.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'
import { createAuthenticatedFetch } from './authenticated-fetch.ts'
import type { RequestAuthority } from './authenticated-fetch.ts'
import { isConnectionBreak } from './connection-break.ts'
import { hasLeftOrigin } from './redirects.ts'
import { toTargetUrl } from './request-input.ts'

/** A request that was given a token. */
interface SentRequest {
  accessToken: string
  /** A copy with a body of its own, or the request itself when it has none. */
  replay: Request
  request: Request
}

/**
 * Does for an openapi-fetch client what `client.fetch` does: Authorization to trusted origins, one renewal and one
 * retry after a 401, one retry of GET and HEAD after a broken connection.
 *
 * Add it as the last middleware. One that is added later sees Authorization, and sends it along if it moves the
 * request to another address. In Cloudflare's workerd, whose `fetch` may send Authorization to another origin after a
 * redirect, this one sends the request itself and later ones are not called.
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
  // By the options of a call, which openapi-fetch makes once and passes to each hook: nothing stays behind when
  // another middleware responds in its place.
  const sentRequests = new WeakMap<object, SentRequest>()

  const sendAgain = (
    sent: SentRequest,
    accessToken: string,
    final: Request,
    fetch: (request: Request) => Promise<Response>,
  ) => {
    const { headers } = sent.replay
    // As later middlewares left them.
    for (const name of Array.from(headers.keys())) if (!final.headers.has(name)) headers.delete(name)
    for (const [name, value] of Array.from(final.headers)) headers.set(name, value)
    headers.set('authorization', `Bearer ${accessToken}`)
    return fetch(sent.replay)
  }

  return {
    async onRequest({ request, options }) {
      const url = toTargetUrl(request, client.url) ?? request.url
      if (!client.isTrusted(url) || request.headers.has('authorization')) return undefined
      const { fetch } = options // workerd and browsers refuse theirs as a method of another object
      if (isWorkerd()) {
        const get = (): typeof globalThis.fetch => (input, init) => fetch(new Request(input, init))
        return createAuthenticatedFetch(client, { isOption: false, isInsideExchange: () => false, get })(
          request,
        )
      }
      const { signal } = request
      const accessToken = await client.getAccessToken({ signal }).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error // as fetch does: with the signal's own reason
      })
      request.headers.set('authorization', `Bearer ${accessToken}`)
      sentRequests.set(options, { accessToken, request, replay: request.body ? request.clone() : request })
      return undefined
    },
    async onResponse({ request, response, options }) {
      const sent = sentRequests.get(options)
      if (!sent) return undefined
      try {
        // A later middleware may have moved the request to another address.
        const isElsewhere = request.url !== sent.request.url || hasLeftOrigin(response, request.url)
        if (response.status !== 401 || isElsewhere) return undefined
        const { signal } = sent.request
        const replacement = await client.replaceAccessToken(sent.accessToken, { signal })
        if (signal.aborted) throw signal.reason
        if (!replacement) return undefined
        discardBody(response)
        const { fetch } = options
        return await sendAgain(sent, replacement, request, fetch)
      } finally {
        release(sent)
      }
    },
    async onError({ request, error, options }) {
      const sent = sentRequests.get(options)
      if (!sent) return undefined
      const { signal, method } = sent.request
      if (
        /^(GET|HEAD)$/.test(method) &&
        sent.replay === sent.request &&
        !signal.aborted &&
        isConnectionBreak(error)
      ) {
        const { fetch } = options
        return sendAgain(sent, sent.accessToken, request, fetch)
      }
      release(sent)
      return undefined
    },
  }
}

/** Releases a copy that was not sent: its body would stay in memory. */
function release({ replay, request }: SentRequest): void {
  if (replay !== request) replay.body?.cancel().catch(() => {})
}
