import { encodeText, isBytes } from '../util/bytes.ts'
import { http, HttpHandler, HttpResponse } from 'msw'

import { routes } from '../contract/generated/contract.ts'
import type { Engine } from '../engine/engine.ts'
import { toStream } from '../wire/stream.ts'
import { hasBody, type MockRequest, type MockResponse } from '../wire/types.ts'

/** The path prefix of the contract's paths. */
const FOLDER = '/auth/v1/access-tokens'

/**
 * Creates msw's request handlers for the auth API, on any host and below any base path, and one for the other APIs
 * that are added later.
 *
 * Paths below the auth API's prefix that the contract does not have get 404. Other requests that no handler and
 * no fault of the mock takes are passed on to msw's next handler.
 */
export function createHandlers(engine: Engine): HttpHandler[] {
  const resolve = async ({ request }: { request: Request }): Promise<Response> =>
    toResponse(await engine.handle(toMockRequest(request)), request.method)
  const paths = [...routes.map(({ path }) => path.replace(/\/$/, '')), `${FOLDER}/*`]
  return [...paths.map((path) => http.all(`*${path}`, resolve)), new OtherApisHandler(engine, resolve)]
}

/** Matches requests to the other APIs of a mock. A plain `http.all('*')` would make every request a handled one. */
class OtherApisHandler extends HttpHandler {
  readonly #engine: Engine

  constructor(engine: Engine, resolve: (info: { request: Request }) => Promise<Response>) {
    super(/.+/, '*', resolve)
    this.#engine = engine
  }

  // not `predicate`, whose promise early versions of msw 2 do not await
  override async parse({ request }: { request: Request }): Promise<HttpRequestParsedResult> {
    return { match: { matches: await this.#engine.handlesOther(request), params: {} }, cookies: {} }
  }
}

/** What msw's own handler finds out about a request. */
type HttpRequestParsedResult = Awaited<ReturnType<HttpHandler['parse']>>

/** Turns fetch's request into what the engine takes. */
function toMockRequest(request: Request): MockRequest {
  return {
    method: request.method.toUpperCase(),
    path: withoutBasePath(new URL(request.url).pathname),
    headers: Object.fromEntries(request.headers),
    signal: request.signal,
    async readBody(maxBytes) {
      const bytes = new Uint8Array(await request.clone().arrayBuffer())
      return bytes.length > maxBytes ? undefined : bytes
    },
    toRequest: () => request,
  }
}

/** Removes the base path before the auth API's prefix, unless the base path ends with an additional slash. */
function withoutBasePath(pathname: string): string {
  const at = pathname.lastIndexOf(FOLDER)
  return at < 0 || pathname[at - 1] === '/' ? pathname : pathname.slice(at)
}

/** Turns the engine's response into msw's. */
function toResponse({ status, statusText, headers, body, delivery }: MockResponse, method: string): Response {
  if (delivery.kind === 'reset') return HttpResponse.error()
  const init = { status, ...(statusText && { statusText }), headers: toHeaders(headers) }
  if (!hasBody(status)) return new HttpResponse(null, init)
  if (typeof body !== 'string' && !isBytes(body)) {
    return new HttpResponse(method === 'HEAD' ? null : body, init)
  }
  const bytes = typeof body === 'string' ? encodeText(body) : body
  init.headers.set('content-length', String(bytes.length)) // with it, clients notice a truncated body
  if (method === 'HEAD' || bytes.length === 0) return new HttpResponse(null, init)
  return new HttpResponse(delivery.kind === 'whole' ? bytes : toStream(bytes, delivery), init)
}

function toHeaders(headers: MockResponse['headers']): Headers {
  const all = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const single of Array.isArray(value) ? value : [value]) all.append(name, single as string)
  }
  return all
}
