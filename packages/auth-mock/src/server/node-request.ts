import type { IncomingMessage, ServerResponse } from 'node:http'

import type { MockRequest } from '../wire/types.ts'

/** Turns Node's request into what the engine takes. What most requests do not need is created on demand. */
export class NodeRequest implements MockRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #origin: string
  #disconnected: AbortController | undefined

  /** @param origin - The base URL of the server. */
  constructor(request: IncomingMessage, response: ServerResponse, origin: string) {
    this.method = request.method ?? 'GET'
    this.path = toPath(request.url ?? '/')
    this.headers = toHeaders(request)
    this.#request = request
    this.#response = response
    this.#origin = origin
  }

  /** Rejects when the caller disconnects. Of a body that is too large, the rest is read and discarded. */
  readBody(maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer<ArrayBuffer>[] = []
      let size = 0
      this.#request.on('data', (chunk: Buffer<ArrayBuffer>) => {
        size += chunk.length
        if (size <= maxBytes) chunks.push(chunk)
      })
      this.#request.once('end', () => {
        resolve(size > maxBytes ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
      })
      this.#request.once('error', reject)
    })
  }

  toRequest(body: Uint8Array<ArrayBuffer>): Request {
    const { method, signal } = this
    const url = `${this.#origin}${this.path}${this.#search}`
    const canHaveBody = method !== 'GET' && method !== 'HEAD'
    return new Request(url, { method, headers: this.headers, signal, ...(canHaveBody && { body }) })
  }

  /** The parameters after the path. */
  get query(): URLSearchParams {
    return new URLSearchParams(this.#search)
  }

  get #search(): string {
    return /\?[^#]*/.exec(this.#request.url ?? '')?.[0] ?? ''
  }

  get signal(): AbortSignal {
    if (!this.#disconnected) {
      const disconnected = new AbortController()
      const response = this.#response
      if (response.destroyed) disconnected.abort()
      else response.once('close', () => response.writableFinished || disconnected.abort())
      this.#disconnected = disconnected
    }
    return this.#disconnected.signal
  }
}

/** The path of a request target, also of one in absolute form (RFC 9112 section 3.2). */
export function toPath(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  return path.split(/[?#]/, 1)[0] || '/'
}

/** The headers of a request, each one string. */
export function toHeaders({ headers }: Pick<IncomingMessage, 'headers'>): Record<string, string> {
  const setCookie = headers['set-cookie'] // the only one that Node gives as a list
  return (setCookie ? { ...headers, 'set-cookie': setCookie.join(', ') } : headers) as Record<string, string>
}
