import type { Middleware } from 'openapi-fetch'

import { createAuthenticatedFetch } from './authenticated-fetch.ts'
import type { RequestAuthority } from './authenticated-fetch.ts'
import { hasLeft } from './redirects.ts'
import { releaseReplay, toReplay } from './replay.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'

/**
 * Does for an openapi-fetch client what `client.fetch` does: Authorization to the API's own origin, one
 * renewal and one further try after a 401.
 *
 * In Cloudflare's workerd, which may take Authorization along to other origins, it sends the request itself:
 * add it there as the last of several.
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
  // By the options of a call, which openapi-fetch makes once and shows to each hook: nothing is left behind
  // when another middleware answers in its place.
  const underWay = new WeakMap<object, { accessToken: string; request: Request; replay: Request }>()

  return {
    async onRequest({ request: asked, options }) {
      if (!client.isTrusted(asked.url) || asked.headers.has('authorization')) return undefined
      const { fetch } = options // workerd and browsers refuse theirs as a method of another object
      if (isWorkerd()) {
        return createAuthenticatedFetch(client, () => (input, init) => fetch(new Request(input, init)))(asked)
      }
      const accessToken = await client.getAccessToken({ signal: asked.signal }).catch((error: unknown) => {
        asked.signal.throwIfAborted() // as fetch does: with the signal's own reason
        throw error
      })
      const request = withToken(asked, accessToken)
      underWay.set(options, { accessToken, request, replay: toReplay(request, undefined) as Request })
      return request
    },
    async onResponse({ request, response, options }) {
      const sent = underWay.get(options)
      if (!sent) return undefined
      try {
        if (response.status !== 401 || hasLeft(response, request.url)) return undefined
        const { signal } = sent.request
        const replacement = await client.replaceAccessToken(sent.accessToken, { signal })
        signal.throwIfAborted()
        if (!replacement) return undefined
        response.body?.cancel().catch(() => {}) // frees its connection
        const { fetch } = options
        return await fetch(withToken(sent.replay, replacement, request.headers))
      } finally {
        releaseReplay(sent.replay, sent.request)
      }
    },
    onError({ options }) {
      const sent = underWay.get(options)
      if (sent) releaseReplay(sent.replay, sent.request)
    },
  }
}

/** @param given - The headers as later middlewares left them. */
function withToken(request: Request, accessToken: string, given: Headers = request.headers): Request {
  const headers = new Headers(given)
  headers.set('authorization', `Bearer ${accessToken}`)
  return new Request(request, { headers })
}
