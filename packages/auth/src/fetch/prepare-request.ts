import { copyBody, isStream } from './request-body.ts'
import { followRedirects, hasLeftOrigin } from './redirects.ts'
import type { FinalResponse } from './redirects.ts'
import { readRequest, toExtras, toPlainHeaders, toSettings } from './request-input.ts'
import type { Settings } from './request-input.ts'

/** A request to a trusted origin, ready to be sent with an access token, and with another after a 401. */
export interface PreparedRequest {
  /** The caller's. */
  readonly signal: AbortSignal | null | undefined
  /** Whether it has an Authorization of the caller's own. */
  readonly hasAuthorization: boolean
  /** Whether it may be sent again when the connection breaks: GET or HEAD without a body (RFC 9110 section 9.2.2). */
  readonly isSafe: boolean
  /** Whether its body can be sent again. */
  readonly canSendAgain: boolean
  /** Sends it as it is. */
  forward(): Promise<Response>
  /** Sends it with Authorization. */
  send(authorization: string): Promise<FinalResponse>
  /** Releases the copy of a body that was not sent again: it would stay in memory. */
  release(): void
}

/** How prepared requests are sent. */
export interface Sending {
  fetch: typeof globalThis.fetch
  /** Whether redirects are followed here, since `fetch` may send Authorization to another origin. */
  followsRedirects: boolean
  isTrusted: (url: string) => boolean
}

/** Prepares a fetch of an address. */
export function prepareUrl(url: string, settings: Settings, sending: Sending): PreparedRequest {
  const { fetch, followsRedirects, isTrusted } = sending
  const headers = toPlainHeaders(settings.headers)
  const body = copyBody(settings.body) as BodyInit | null | undefined
  const method = settings.method ?? 'GET'
  const init = { ...settings, headers, ...(body === undefined ? {} : { body }) }
  return {
    signal: settings.signal,
    hasAuthorization: hasAuthorization(headers),
    isSafe: isSafe(method) && body == null,
    canSendAgain: !isStream(body),
    forward: () => fetch(url, init),
    async send(authorization) {
      const authorized = { ...init, headers: { ...headers, Authorization: authorization } }
      if (!followsRedirects || (settings.redirect ?? 'follow') !== 'follow') {
        const response = await fetch(url, authorized)
        return { response, hasLeftOrigin: hasLeftOrigin(response, url) }
      }
      const sendManual = (to: string, parts: object) =>
        fetch(to, { ...authorized, ...parts, redirect: 'manual' })
      const first = { url, method, headers: authorized.headers, body }
      return followRedirects(await sendManual(url, {}), first, sendManual, isTrusted)
    },
    release() {},
  }
}

/** Prepares a fetch of a Request of the platform. */
export function prepareRequest(input: Request, settings: Settings, sending: Sending): PreparedRequest {
  const { fetch, followsRedirects, isTrusted } = sending
  // Interprets the two once, exactly as fetch does.
  const request = new Request(input, settings)
  const extras = toExtras(settings)
  const { url, method, redirect } = request
  const canSendAgain = !isStream(settings.body)
  const replay = request.body && canSendAgain ? request.clone() : request
  let next = request
  return {
    signal:
      'signal' in settings && settings.signal !== undefined ? settings.signal : readRequest(input, 'signal'),
    hasAuthorization: request.headers.has('authorization'),
    isSafe: isSafe(method) && !request.body,
    canSendAgain,
    forward: () => fetch(request, extras),
    async send(authorization) {
      const sent = next
      next = replay
      sent.headers.set('authorization', authorization)
      if (!followsRedirects || redirect !== 'follow') {
        const response = await fetch(sent, extras)
        return { response, hasLeftOrigin: hasLeftOrigin(response, url) }
      }
      const init = { ...extras, ...toSettings(sent), redirect: 'manual' as const }
      const first = { url, method, headers: Object.fromEntries(sent.headers), body: sent.body }
      const response = await fetch(new Request(sent, { redirect: 'manual' }), extras)
      return followRedirects(response, first, (to, parts) => fetch(to, { ...init, ...parts }), isTrusted)
    },
    release() {
      if (replay !== request) replay.body?.cancel().catch(() => {})
    },
  }
}

/**
 * Reads a Request of the platform into an address and settings, which every implementation of `fetch` takes. Its body
 * is read into memory, as no implementation can read the stream of another.
 */
export async function toUrlAndSettings(
  input: Request,
  settings: Settings,
): Promise<[url: string, settings: Settings]> {
  const request = new Request(input, settings)
  const read: Settings = { ...toExtras(settings), ...toSettings(request) }
  read.headers = Object.fromEntries(request.headers)
  if (settings.signal === null) delete read.signal
  if (request.body) read.body = await readBody(request)
  return [request.url, read]
}

/** Rejects with the signal's reason when the request is aborted meanwhile. */
function readBody(request: Request): Promise<ArrayBuffer> {
  const { signal } = request
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    request.arrayBuffer().then(resolve, reject)
  })
}

function hasAuthorization(headers: Record<string, string>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
}

function isSafe(method: string): boolean {
  return /^(GET|HEAD)$/i.test(method)
}
