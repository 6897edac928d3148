import { sendGuarded, urlOf } from './redirects.ts'
import { releaseReplay, toReplay } from './replay.ts'

/** What is needed of a client to authenticate requests. */
export interface RequestAuthority {
  readonly url: string
  /** Whether access tokens may be sent there. */
  isTrusted(url: string): boolean
  getAccessToken(options?: { signal?: AbortSignal | undefined }): Promise<string>
  /** Another token in place of a refused one; undefined when the 401 is to be passed on. */
  replaceAccessToken(
    refused: string,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<string | undefined>
}

/**
 * Makes a drop-in `fetch` that adds Authorization to requests to the API's own origin.
 *
 * A relative URL is one of the API's. A request that goes elsewhere, or has an Authorization of its own, is
 * left alone. A 401 makes for one renewal and one further try, when the body can be sent again.
 *
 * @param lookUp - Gives the underlying `fetch`: looked up at each request, so that interceptors work.
 */
export function createAuthenticatedFetch(
  authority: RequestAuthority,
  lookUp: () => typeof fetch,
): typeof fetch {
  return async (input, init) => {
    const fetch = lookUp()
    let target = input instanceof Request ? input : new URL(input, authority.url)
    if (init instanceof Request) {
      // Its fields are getters, which `{ ...init }` would lose.
      target = new Request(target, init)
      init = undefined
    }
    const given = target instanceof Request ? target : undefined
    const headers = new Headers(init?.headers ?? given?.headers)
    if (!authority.isTrusted(urlOf(target)) || headers.has('authorization')) return fetch(target, init)

    const signal = init?.signal ?? given?.signal
    const replay = toReplay(target, init)
    const send = (from: URL | Request, accessToken: string) => {
      headers.set('authorization', `Bearer ${accessToken}`)
      // By name: what is sent on after a redirect is not the caller's Request.
      const settings = { ...init, headers, ...(signal && { signal }) }
      return sendGuarded(fetch, from, settings, (to) => authority.isTrusted(to))
    }
    try {
      const accessToken = await authority.getAccessToken({ signal })
      const { response, hasLeft } = await send(target, accessToken)
      if (response.status !== 401 || !replay || hasLeft) return response
      const replacement = await authority.replaceAccessToken(accessToken, { signal })
      signal?.throwIfAborted()
      if (!replacement) return response
      response.body?.cancel().catch(() => {}) // frees its connection
      return (await send(replay, replacement)).response
    } catch (error) {
      signal?.throwIfAborted() // as fetch does: with the signal's own reason
      throw error
    } finally {
      releaseReplay(replay, target)
    }
  }
}
