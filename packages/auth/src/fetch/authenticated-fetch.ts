import { discardBody } from '../http/read-response.ts'
import type { FetchSource } from '../http/fetch-source.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'
import { isConnectionBreak } from './connection-break.ts'
import { prepareRequest, prepareUrl, toUrlAndSettings } from './prepare-request.ts'
import type { PreparedRequest } from './prepare-request.ts'
import { isForeignRequest, isPlatformRequest, readInit, toTargetUrl } from './request-input.ts'

/** The part of an `AuthClient` that authenticates requests. */
export interface RequestAuthority {
  /** The API's address, against which relative URLs are resolved. */
  readonly url: string
  /** Whether access tokens may be sent to this URL. */
  isTrusted(url: string): boolean
  getAccessToken(options?: { signal?: AbortSignal | undefined }): Promise<string>
  /** Returns a token that replaces one that an API rejected with 401; undefined when the caller should get the 401. */
  replaceAccessToken(
    rejected: string,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<string | undefined>
}

/** The members of a {@link FetchSource} that are used. */
export type RequestFetchSource = Pick<FetchSource, 'isOption' | 'get' | 'isInsideExchange'>

/**
 * Creates a drop-in `fetch` that adds Authorization to requests to trusted origins.
 *
 * Relative URLs resolve against the API's address. Requests to other origins are passed on unchanged. An
 * Authorization of the caller's own is kept. A 401 starts one renewal, and the request is sent once more if its body
 * can be. GET and HEAD are sent once more when the connection breaks before a response began.
 */
export function createAuthenticatedFetch(
  authority: RequestAuthority,
  source: RequestFetchSource,
): typeof fetch {
  const isTrusted = (url: string) => authority.isTrusted(url)

  return async (input, init) => {
    const fetch = source.get('fetch')
    const { isOption } = source
    const isForeign = isOption && isForeignRequest(input)
    const url = toTargetUrl(isForeign ? input.url : input, authority.url)
    const isReadable = init === undefined || typeof init === 'object' || typeof init === 'function'
    if (!isReadable || !url || !isTrusted(url) || source.isInsideExchange()) return fetch(input, init)

    const settings = readInit(init)
    // Browsers hide redirects, and remove Authorization by themselves.
    const sending = { fetch, followsRedirects: isWorkerd() || (isOption && isServer()), isTrusted }
    if (isForeign) return send(authority, prepareUrl(url, { ...readInit(input), ...settings }, sending))
    if (!isPlatformRequest(input)) return send(authority, prepareUrl(url, settings, sending))
    return send(
      authority,
      isOption || isWorkerd()
        ? prepareUrl(...(await toUrlAndSettings(input, settings)), sending)
        : prepareRequest(input, settings, fetch),
    )
  }
}

async function send(authority: RequestAuthority, request: PreparedRequest): Promise<Response> {
  // For an invalid signal, `fetch` itself throws.
  const signal = typeof request.signal?.addEventListener === 'function' ? request.signal : undefined
  const sendWith = (accessToken: string) => {
    const authorization = `Bearer ${accessToken}`
    return request.send(authorization).catch((error: unknown) => {
      // RFC 9110 section 9.2.2
      const isSafe = /^(GET|HEAD)$/i.test(request.method) && !request.hasBody
      if (!isSafe || signal?.aborted || !isConnectionBreak(error)) throw error
      return request.send(authorization)
    })
  }
  try {
    if (request.hasAuthorization) return (await request.send()).response
    const accessToken = await authority.getAccessToken({ signal })
    const { response, hasLeftOrigin } = await sendWith(accessToken)
    if (response.status !== 401 || hasLeftOrigin) return response
    const replacement = await authority.replaceAccessToken(accessToken, { signal })
    if (signal?.aborted) throw signal.reason
    if (!replacement || !request.canSendAgain) return response
    discardBody(response)
    return (await sendWith(replacement)).response
  } catch (error) {
    throw signal?.aborted ? signal.reason : error // as fetch does: with the signal's own reason
  } finally {
    request.release()
  }
}

/** Whether this is Node, Bun or Deno. */
function isServer(): boolean {
  return !!(globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node
}
