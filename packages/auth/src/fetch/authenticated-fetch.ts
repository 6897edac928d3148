import { discardBody } from '../http/read-response.ts'
import type { FetchSource } from '../http/fetch-source.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'
import { isConnectionBreak } from './connection-break.ts'
import { prepareRequest, prepareUrl, toUrlAndSettings } from './prepare-request.ts'
import type { PreparedRequest, Sending } from './prepare-request.ts'
import { isForeignRequest, isPlatformRequest, readInit, toTargetUrl } from './request-input.ts'

/** What is needed of a client to authenticate requests. */
export interface RequestAuthority {
  /** The API's address: relative URLs are relative to it. */
  readonly url: string
  /** Whether access tokens may be sent there. */
  isTrusted(url: string): boolean
  getAccessToken(options?: { signal?: AbortSignal | undefined }): Promise<string>
  /** Another token in place of one that an API rejected with 401; undefined when the caller is to get the 401. */
  replaceAccessToken(
    rejected: string,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<string | undefined>
}

/** What is needed of a {@link FetchSource}. */
export type RequestFetchSource = Pick<FetchSource, 'isOption' | 'get' | 'isInsideExchange'>

/**
 * Makes a drop-in `fetch` that adds Authorization to requests to trusted origins.
 *
 * A relative URL is one of the API's. A request that goes elsewhere is passed on as it is. One that has an
 * Authorization of its own keeps it. A 401 starts one renewal, and the request is sent once more when its body can be.
 * GET and HEAD are sent once more when the connection breaks before a response began.
 */
export function createAuthenticatedFetch(
  authority: RequestAuthority,
  source: RequestFetchSource,
): typeof fetch {
  const isTrusted = (url: string) => authority.isTrusted(url)

  return async (input, init) => {
    const fetch = source.get('fetch')
    const isForeign = source.isOption && isForeignRequest(input)
    const url = isForeign ? toTargetUrl(input.url, authority.url) : toTargetUrl(input, authority.url)
    const isReadable = init === undefined || typeof init === 'object' || typeof init === 'function'
    if (!isReadable || url === undefined || !isTrusted(url) || source.isInsideExchange())
      return fetch(input, init)

    const settings = readInit(init)
    // Browsers hide redirects, and remove Authorization by themselves.
    const followsRedirects = isWorkerd() || (source.isOption && isServer())
    const sending: Sending = { fetch, followsRedirects, isTrusted }
    if (isForeign) return send(authority, prepareUrl(url, { ...readInit(input), ...settings }, sending))
    if (!isPlatformRequest(input)) return send(authority, prepareUrl(url, settings, sending))
    if (!source.isOption) return send(authority, prepareRequest(input, settings, sending))
    return send(authority, prepareUrl(...(await toUrlAndSettings(input, settings)), sending))
  }
}

async function send(authority: RequestAuthority, request: PreparedRequest): Promise<Response> {
  const signal = toSignal(request.signal)
  try {
    if (request.hasAuthorization) return await request.forward()
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

  async function sendWith(accessToken: string) {
    const authorization = `Bearer ${accessToken}`
    try {
      return await request.send(authorization)
    } catch (error) {
      if (!request.isSafe || signal?.aborted || !isConnectionBreak(error)) throw error
      return request.send(authorization)
    }
  }
}

/** The signal, when it is one that can be listened to: `fetch` itself throws for anything else. */
function toSignal(signal: AbortSignal | null | undefined): AbortSignal | undefined {
  return typeof signal?.addEventListener === 'function' && typeof signal.aborted === 'boolean'
    ? signal
    : undefined
}

/** Whether this is Node, Bun or Deno. */
function isServer(): boolean {
  return !!(globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node
}
