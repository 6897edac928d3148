import { cancelBody, copyBody, isStream } from './request-body.ts'
import { followRedirects, hasLeftOrigin } from './redirects.ts'
import type { FinalResponse } from './redirects.ts'
import { readRequest, toExtras, toPlainHeaders, toSettings } from './request-input.ts'
import type { Settings } from './request-input.ts'

/** A request to a trusted origin, ready to be sent with an access token, and with another after a 401. */
export interface PreparedRequest {
  /** The caller's signal. */
  readonly signal: AbortSignal | null | undefined
  /** Whether it gets no token, because the caller set an Authorization or its target is not trusted. */
  readonly isComplete: boolean
  readonly method: string
  /** Whether its body can be sent again. */
  readonly canSendAgain: boolean
  /** Sends it with this Authorization, or unchanged. */
  send(authorization?: string): Promise<FinalResponse>
  /**
   * Does what `fetch` does when a request is aborted before it is sent: cancels the stream that is its body. Other
   * bodies need no release, and in Node 24, cancelling a form causes an unhandled rejection.
   *
   * @throws TypeError when the request is invalid: `fetch` reports that first.
   */
  abandon(reason: unknown): void
  /** Releases the copy of a body that was not sent again: it would stay in memory. */
  release(): void
}

/** How prepared requests are sent. */
export interface Sending {
  readonly fetch: typeof globalThis.fetch
  /** Whether redirects are followed here, since `fetch` may send Authorization to another origin. */
  readonly followsRedirects: boolean
  /** Whether `fetch` is the platform's own, so that the platform's Request accepts the same settings. */
  readonly isPlatform: boolean
  readonly isTrusted: (url: string) => boolean
}

/** Prepares a request to an address. */
export function prepareUrl(url: string, settings: Settings, sending: Sending): PreparedRequest {
  const headers = toPlainHeaders(settings.headers)
  const { method = 'GET' } = settings
  const body = copyBody(settings.body) as BodyInit | null | undefined
  return {
    signal: settings.signal,
    isComplete:
      !sending.isTrusted(url) || Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'),
    method,
    canSendAgain: !isStream(body),
    async send(authorization) {
      const { fetch, isTrusted } = sending
      const init = {
        ...settings,
        headers: { ...headers, ...(authorization && { Authorization: authorization }) },
      }
      if (body !== undefined) init.body = body
      const isFollowed =
        authorization && sending.followsRedirects && (settings.redirect ?? 'follow') === 'follow'
      const sendTo = (to: string, parts: object) => fetch(to, { ...init, ...parts })
      const response = await sendTo(url, isFollowed ? { redirect: 'manual' } : {})
      return isFollowed
        ? followRedirects(response, { url, method, headers: init.headers, body }, sendTo, isTrusted)
        : { response, hasLeftOrigin: hasLeftOrigin(response, url) }
    },
    abandon(reason) {
      if (!sending.isPlatform) return
      const request = new Request(url, { ...settings, headers, body: body ?? null })
      if (isStream(body)) cancelBody(request, reason)
    },
    release() {},
  }
}

/**
 * Whether a request with this method may be sent twice (RFC 9110 section 9.2.2), and cannot have a body.
 *
 * Reading `body` would tell the latter, too, but in Deno it turns the body into a stream, which is sent in chunks.
 */
export function isSafe(method: string): boolean {
  return /^(GET|HEAD)$/i.test(method)
}

/** Prepares a Request of the platform that the platform's own `fetch` sends unchanged. */
export function prepareRequest(
  input: Request,
  settings: Settings,
  { fetch, isTrusted }: Sending,
): PreparedRequest {
  // Interprets the two once, exactly as fetch does. In Bun, an own property `url` of the input is the target.
  const request = new Request(input, settings)
  const { url, method } = request
  const canSendAgain = !isStream(settings.body)
  const replay = canSendAgain && !isSafe(method) ? request.clone() : request
  let next = request
  return {
    signal: 'signal' in settings ? settings.signal : readRequest(input, 'signal'),
    isComplete: !isTrusted(url) || request.headers.has('authorization'),
    method,
    canSendAgain,
    async send(authorization) {
      const sent = next
      next = replay
      if (authorization) sent.headers.set('authorization', authorization)
      const response = await fetch(sent, toExtras(settings))
      return { response, hasLeftOrigin: hasLeftOrigin(response, url) }
    },
    abandon(reason) {
      if (!canSendAgain) cancelBody(request, reason)
    },
    release() {
      if (replay !== request) cancelBody(replay)
    },
  }
}

/**
 * Turns a Request of the platform into an address and settings, which every implementation of `fetch` accepts. Its
 * body is read into memory, because no implementation can read the stream of another.
 */
export async function toUrlAndSettings(
  input: Request,
  settings: Settings,
): Promise<[url: string, settings: Settings]> {
  const request = new Request(input, settings)
  const { url, signal, headers } = request
  const read: Settings = { ...toExtras(settings), ...toSettings(request), headers: [...headers] }
  if (request.body) {
    read.body = await new Promise<ArrayBuffer>((resolve, reject) => {
      const abort = () => reject(signal.reason as Error)
      signal.addEventListener('abort', abort)
      if (signal.aborted) abort()
      else request.arrayBuffer().then(resolve, (cause) => reject(new TypeError('The body failed', { cause })))
    })
  }
  return [url, read]
}
