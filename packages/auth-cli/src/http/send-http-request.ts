import { request as createRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'

import { VERSION } from '../config/version.ts'
import type { Route } from '../proxy/route.ts'
import { openConnection } from './connect.ts'
import { readAfterFailedWrite } from './read-after-failed-write.ts'
import { toShown } from './to-shown.ts'
import { toTransportError, TransportError } from './transport-error.ts'
import { writeBody } from './write-body.ts'
import type { Body } from './write-body.ts'

/** A name and a value. Names may repeat. */
export type HeaderField = readonly [name: string, value: string]

/** A request over HTTP/1.1. */
export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: readonly HeaderField[]
  readonly body?: Body | undefined
}

/** A response whose body has not been read. */
export interface HttpResponse {
  readonly url: URL
  readonly status: number
  /** The reason phrase, as the server sent it. */
  readonly statusText: string
  /** In order, as the server sent them. */
  readonly headers: readonly HeaderField[]
  /** Reads the body. @throws TransportError when it breaks off, or the signal's reason. */
  read(): AsyncGenerator<Uint8Array, void>
  /** Closes the connection. */
  discard(): void
}

/** How a request is sent. */
export interface SendOptions {
  readonly route: Route
  readonly signal: AbortSignal
  /** Called whenever a part of the request has been sent or a part of the response has been received. */
  readonly onProgress?: (() => void) | undefined
}

/**
 * Sends one request over its own connection.
 *
 * Written on `node:http` rather than `fetch`: a response that arrives during an upload is returned instead of a
 * connection error, uploads are streamed with little memory, progress is reported, and the command starts faster.
 *
 * @returns The response, as soon as its head has arrived.
 * @throws TransportError, what the body's stream throws, or the signal's reason.
 */
export async function sendHttpRequest(request: HttpRequest, options: SendOptions): Promise<HttpResponse> {
  try {
    return await send(request, options)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    throw new TransportError(error.message, error.code, toShown(request.url))
  }
}

async function send(
  { url, method, headers, body }: HttpRequest,
  { route, signal, onProgress = () => {} }: SendOptions,
): Promise<HttpResponse> {
  const socket = await openConnection(url, route, signal)
  socket.setKeepAlive(true, 30_000)
  if (body !== undefined) readAfterFailedWrite(socket)
  onProgress()
  const isForwarded = route.proxy !== undefined && url.protocol === 'http:'
  const outgoing = createRequest({
    method,
    path: isForwarded ? url.origin + url.pathname + url.search : url.pathname + url.search,
    setHost: false,
    createConnection: () => socket,
  })
  const stop = () => void socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  outgoing.once('close', () => signal.removeEventListener('abort', stop))
  try {
    setHeaders(outgoing, { url, headers, body }, isForwarded ? route.proxy?.authorization : undefined)
    // Errors of the HTTP parser are reported by the request, also when the response has begun.
    let failure: unknown
    outgoing.on('error', (error) => (failure ??= error))
    const incoming = await exchange(outgoing, body, onProgress)
    return toResponse(incoming, {
      url,
      signal,
      onProgress,
      findCause: (error) => failure ?? error,
      close: () => void socket.destroy(),
    })
  } catch (error) {
    socket.destroy()
    signal.throwIfAborted()
    throw error
  }
}

function setHeaders(
  outgoing: ClientRequest,
  { url, headers, body }: Omit<HttpRequest, 'method'>,
  proxyAuthorization: string | undefined,
): void {
  outgoing.setHeader('Host', url.host)
  for (const [name, value] of headers) outgoing.appendHeader(name, value)
  outgoing.setHeader('Connection', 'close')
  // So that the bytes arrive as the API has them.
  if (!outgoing.hasHeader('Accept-Encoding')) outgoing.setHeader('Accept-Encoding', 'identity')
  if (!outgoing.hasHeader('User-Agent')) outgoing.setHeader('User-Agent', `qci-auth/${VERSION}`)
  if (proxyAuthorization !== undefined) outgoing.setHeader('Proxy-Authorization', proxyAuthorization)
  if (typeof body === 'string' || body instanceof Uint8Array) {
    outgoing.setHeader('Content-Length', Buffer.byteLength(body))
  } else if (body === undefined && /^(POST|PUT|PATCH)$/.test(outgoing.method)) {
    outgoing.setHeader('Content-Length', 0)
  }
}

/** Sends the body and waits for the head of the response, which may arrive before the body has been sent. */
async function exchange(
  outgoing: ClientRequest,
  body: Body | undefined,
  onProgress: () => void,
): Promise<IncomingMessage> {
  let hasResponse = false
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', (incoming) => {
      hasResponse = true
      resolve(incoming)
    })
    outgoing.once('upgrade', (_incoming, socket) => {
      socket.destroy()
      reject(new TransportError('the server switched to another protocol', 'UNEXPECTED_UPGRADE'))
    })
    outgoing.on('error', (error) => reject(toTransportError(error)))
  })
  const upload = writeBody(outgoing, body, { onProgress, isOver: () => hasResponse || outgoing.destroyed })
  // A failed source of the body ends the request; a failed connection is reported by the request itself.
  return Promise.race([response, upload.then(() => response)])
}

function toResponse(
  incoming: IncomingMessage,
  {
    url,
    signal,
    onProgress,
    findCause,
    close,
  }: {
    url: URL
    signal: AbortSignal
    onProgress: () => void
    findCause: (error: unknown) => unknown
    close: () => void
  },
): HttpResponse {
  const { rawHeaders } = incoming
  onProgress()
  return {
    url,
    status: incoming.statusCode!,
    statusText: incoming.statusMessage ?? '',
    headers: rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
    ),
    async *read() {
      try {
        for await (const chunk of incoming) {
          onProgress()
          yield chunk as Uint8Array
        }
      } catch (error) {
        signal.throwIfAborted()
        const { code } = toTransportError(findCause(error))
        throw new TransportError(
          code.startsWith('HPE_')
            ? `it is not valid HTTP (${code})`
            : 'the connection closed before the response was complete',
          `RESPONSE_${code}`,
          toShown(url),
        )
      } finally {
        close()
      }
    },
    discard: close,
  }
}
