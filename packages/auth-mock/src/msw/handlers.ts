import { http, type HttpHandler, HttpResponse } from 'msw/http'

import type { Engine } from '../engine/engine.ts'
import { routes } from '../contract/generated/contract.ts'
import { toStream } from '../wire/stream.ts'
import { hasBody, MAX_REQUEST_BODY_BYTES, type MockResponse, type MockRequest } from '../wire/types.ts'

/** The folder that every path of the contract is in. */
const FOLDER = '/auth/v1/access-tokens'

/**
 * The engine as msw's request handlers, on any host and below any base path.
 *
 * They answer everything in the API's folder, with 404 what the contract does not know there; other requests
 * are left to other handlers.
 */
export function createHandlers(engine: Engine): HttpHandler[] {
  const resolve = async ({ request }: { request: Request }): Promise<Response> =>
    toResponse(await engine.handle(toMockRequest(request)), request.method)
  const paths = [...routes.map(({ path }) => path.replace(/\/$/, '')), `${FOLDER}/*`]
  return paths.map((path) => http.all(`*${path}`, resolve))
}

/** Turns what fetch knows of a request into what the engine takes. */
function toMockRequest(request: Request): MockRequest {
  return {
    method: request.method.toUpperCase(),
    path: withoutBasePath(new URL(request.url).pathname),
    headers: Object.fromEntries(request.headers),
    signal: request.signal,
    async readBody() {
      const bytes = new Uint8Array(await request.arrayBuffer())
      return bytes.length > MAX_REQUEST_BODY_BYTES ? undefined : bytes
    },
  }
}

/** A base path is the caller's affair, unless it ends in a slash too many. */
function withoutBasePath(pathname: string): string {
  const at = pathname.lastIndexOf(FOLDER)
  return at < 0 || pathname[at - 1] === '/' ? pathname : pathname.slice(at)
}

/** Turns the engine's answer into what msw sends. */
function toResponse({ status, headers, text, delivery }: MockResponse, method: string): Response {
  if (delivery.kind === 'reset') return HttpResponse.error()
  const bytes = new TextEncoder().encode(text)
  // the length is what tells a client of msw's interception that a body broke off
  const init = {
    status,
    headers: hasBody(status) ? { ...headers, 'content-length': String(bytes.length) } : headers,
  }
  if (method === 'HEAD' || bytes.length === 0 || !hasBody(status)) return new HttpResponse(null, init)
  return new HttpResponse(delivery.kind === 'whole' ? text : toStream(bytes, delivery), init)
}
