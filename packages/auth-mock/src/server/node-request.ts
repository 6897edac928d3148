import type { IncomingMessage, ServerResponse } from 'node:http'

import { MAX_REQUEST_BODY_BYTES, type MockRequest } from '../wire/types.ts'

/** Turns node's request into what the engine takes. Everything that most requests never need is made late. */
export class NodeRequest implements MockRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  #leaving: AbortController | undefined

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.method = request.method ?? 'GET'
    this.path = toPath(request.url ?? '/')
    this.headers = toHeaders(request)
    this.#request = request
    this.#response = response
  }

  /** Rejects when the caller leaves in the middle. What is too much is read all the same, and dropped. */
  readBody(): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = []
      let size = 0
      this.#request.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= MAX_REQUEST_BODY_BYTES) chunks.push(chunk)
      })
      this.#request.once('end', () => {
        resolve(
          size > MAX_REQUEST_BODY_BYTES ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
        )
      })
      this.#request.once('error', reject)
    })
  }

  /** What comes after the path. */
  get query(): URLSearchParams {
    return new URLSearchParams(/\?([^#]*)/.exec(this.#request.url ?? '')?.[1])
  }

  get signal(): AbortSignal {
    if (!this.#leaving) {
      const leaving = new AbortController()
      const response = this.#response
      if (response.destroyed) leaving.abort()
      else response.once('close', () => response.writableFinished || leaving.abort())
      this.#leaving = leaving
    }
    return this.#leaving.signal
  }
}

/** The path of a request's target, also of one in absolute form (RFC 9112 section 3.2). */
export function toPath(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  return path.split(/[?#]/, 1)[0] || '/'
}

/** The headers of a request, each one text. */
export function toHeaders({ headers }: Pick<IncomingMessage, 'headers'>): Record<string, string> {
  const setCookie = headers['set-cookie'] // the one that node gives as a list
  return (setCookie ? { ...headers, 'set-cookie': setCookie.join(', ') } : headers) as Record<string, string>
}
