import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import type { HttpHandler } from 'msw/http'

/** Other APIs on the mock's port, by msw's request handlers. */
export interface OtherApis {
  add(handlers: readonly HttpHandler[]): void
  /**
   * Answers a request when one of the handlers takes it.
   *
   * @returns Whether it was answered. Never rejects: a handler that throws is a 500 that says so.
   */
  answer(incoming: IncomingMessage, response: ServerResponse, origin: string): Promise<boolean>
}

/** Those that were added last are asked first, as with msw's own `server.use()`. */
export function createOtherApis(): OtherApis {
  const all: HttpHandler[] = []

  return {
    add: (handlers) => void all.unshift(...handlers),
    async answer(incoming, response, origin) {
      if (all.length === 0) return false
      const { getResponse } = await import('msw/utils/get-response') // late: most runs never need it
      try {
        const answer = await getResponse(all, toRequest(incoming, origin))
        if (!answer) return false
        await send(response, answer)
      } catch (error) {
        if (response.headersSent) response.destroy()
        else send500(response, error)
      }
      return true
    },
  }
}

function toRequest(incoming: IncomingMessage, origin: string): Request {
  const { method = 'GET', url = '/', headers } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(url, origin), {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  })
}

async function send(
  response: ServerResponse,
  { status, statusText, headers, body, type }: Response,
): Promise<void> {
  if (type === 'error') {
    response.socket?.resetAndDestroy()
    return
  }
  for (const [name, value] of headers) response.appendHeader(name, value)
  if (statusText) response.statusMessage = statusText
  response.writeHead(status)
  if (body && response.req.method !== 'HEAD') await pipeline(Readable.fromWeb(body as never), response)
  else response.end()
}

function send500(response: ServerResponse, error: unknown): void {
  response.writeHead(500, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ message: `A handler failed: ${String(error)}` }))
}
