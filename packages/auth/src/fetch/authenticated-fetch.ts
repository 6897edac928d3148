import { discardBody } from '../http/read-response.ts'
import { requireGlobals } from '../http/require-globals.ts'
import type { FetchSource } from '../http/fetch-source.ts'
import { toSignalError } from '../runtime/abort-signal.ts'
import { isWorkerd } from '../runtime/is-workerd.ts'
import { isConnectionBreak } from './connection-break.ts'
import { isSafe, prepareRequest, prepareUrl, toUrlAndSettings } from './prepare-request.ts'
import type { PreparedRequest } from './prepare-request.ts'
import {
  isForeignRequest,
  isPlatformRequest,
  readForeignUrl,
  readInit,
  toTargetUrl,
} from './request-input.ts'

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
    const { isOption } = source
    const isForeign = isOption && isForeignRequest(input)
    const url = toTargetUrl(isForeign ? readForeignUrl(input)! : input, authority.url)
    const fetch = source.get('fetch', url)
    const isReadable = init === undefined || typeof init === 'object' || typeof init === 'function'
    const isOurs = isReadable && url && isTrusted(url) && !source.isInsideExchange(url)
    if (isOurs || !fetch) requireGlobals(isOption)
    if (!isOurs) return fetch(input, init)

    const settings = readInit(init)
    // Browsers hide redirects, and remove Authorization by themselves.
    const sending = {
      fetch,
      followsRedirects: isWorkerd() || (isOption && isServer()),
      isPlatform: !isOption,
      isTrusted,
    }
    if (isForeign) return send(authority, prepareUrl(url, { ...readInit(input), ...settings }, sending))
    if (!isPlatformRequest(input)) return send(authority, prepareUrl(url, settings, sending))
    return send(
      authority,
      isOption || isWorkerd()
        ? prepareUrl(...(await toUrlAndSettings(input, settings)), sending)
        : prepareRequest(input, settings, sending),
    )
  }
}

async function send(authority: RequestAuthority, request: PreparedRequest): Promise<Response> {
  // For an invalid signal, `fetch` itself throws.
  const isSignal = toSignalError(request.signal)?.code !== 'ERR_QCI_AUTH_CONFIGURATION'
  const signal = isSignal ? (request.signal ?? undefined) : undefined
  const sendWith = (accessToken: string) => {
    const authorization = `Bearer ${accessToken}`
    return request.send(authorization).catch((error: unknown) => {
      if (signal?.aborted || !isConnectionBreak(error) || !isSafe(request.method)) throw error
      return request.send(authorization)
    })
  }
  let isSent = request.isComplete
  try {
    if (request.isComplete) return (await request.send()).response
    const accessToken = await authority.getAccessToken({ signal })
    isSent = true
    const { response, hasLeftOrigin } = await sendWith(accessToken)
    if (response.status !== 401 || hasLeftOrigin) return response
    const replacement = await authority.replaceAccessToken(accessToken, { signal })
    if (signal?.aborted) throw signal.reason
    if (!replacement || !request.canSendAgain) return response
    discardBody(response)
    return (await sendWith(replacement)).response
  } catch (error) {
    if (signal?.aborted && !isSent) request.abandon(signal.reason)
    throw signal?.aborted ? signal.reason : error // as fetch does: with the signal's own reason
  } finally {
    request.release()
  }
}

/** Whether this is Node, Bun or Deno. */
function isServer(): boolean {
  return !!(globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node
}
