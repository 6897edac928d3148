import { decodeText } from '../util/bytes.ts'
import { failure } from '../contract/responses.ts'
import { createFaultResponse, needsBody } from '../faults/apply-fault.ts'
import type { MatchedFault } from '../faults/fault-queue.ts'
import { bearerTokenOf } from '../util/bearer-token.ts'
import { orAborted } from '../util/or-aborted.ts'
import type { ApiResponse } from '../wire/types.ts'
import { type Exchange, type Outcome, report, takeFault } from './outcome.ts'
import { MAX_STORED_LENGTH, toStoredBody } from './stored-body.ts'

/** The largest request body that other APIs accept, in bytes. */
const MAX_BODY_BYTES = 64 * 2 ** 20

/**
 * Responds to a request that is not for the auth API, by the handlers of other APIs and the faults with a path;
 * `undefined` when the connection is dropped or the caller has disconnected.
 */
export async function handleOtherApi(exchange: Exchange): Promise<Outcome | undefined> {
  const { state, request, entry, released } = exchange
  const bytes = await request.readBody(MAX_BODY_BYTES).catch(() => 'disconnected' as const)
  if (bytes === 'disconnected' || released.aborted) return undefined
  if (!bytes) return { response: failure(413, `The body is larger than ${MAX_BODY_BYTES} bytes`) }

  const stored = toStoredBody(bytes)
  entry.body = state.mask.json(stored.value)
  entry.tokenRef = accessTokenRefOf(exchange)
  state.journal.grow(entry, stored.bytes)

  const incoming = request.toRequest(bytes)
  const preflight = await respondToPreflight(exchange, incoming.url)
  if (preflight) return preflight
  const fault = await takeFault(exchange)
  if (fault === 'dropped') return undefined
  const replacement = fault && createFaultResponse(fault)
  if (replacement) return { response: replacement, fault, exposeAll: true }
  const response = await callHandlers(exchange, incoming, fault)
  return response && { response, fault, exposeAll: true }
}

/** Responds to a CORS preflight, so that handlers need not. */
async function respondToPreflight(
  { state: { config, otherApis }, request }: Exchange,
  url: string,
): Promise<Outcome | undefined> {
  const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
  if (!isPreflight || config.cors === undefined) return undefined
  const allow = [...(await otherApis.methodsAt(url)), 'OPTIONS'].join(', ')
  if (allow === 'OPTIONS') return undefined
  return { response: { status: 204, headers: { allow }, body: undefined }, preflightAllow: allow }
}

async function callHandlers(
  exchange: Exchange,
  incoming: Request,
  fault: MatchedFault | undefined,
): Promise<ApiResponse | undefined> {
  const { state, released } = exchange
  let response: Response | 'aborted' | undefined
  try {
    response = await orAborted(state.otherApis.respond(incoming), released, incoming.signal)
    if (response === 'aborted' || response?.type === 'error') return undefined
    if (response) return await toApiResponse(response, fault)
  } catch (error) {
    const message = state.mask.text(String(error))
    report(exchange, `a handler failed: ${message}`)
    return failure(500, `A handler failed: ${message}`)
  }
  return notFound(exchange, incoming.url)
}

/** 404, or 405 where the handlers take other methods. */
async function notFound(exchange: Exchange, url: string): Promise<ApiResponse> {
  const { method } = exchange.request
  const methods = await exchange.state.otherApis.methodsAt(url)
  if (methods.length > 0 && method === 'OPTIONS') {
    return { status: 204, headers: { allow: [...methods, 'OPTIONS'].join(', ') }, body: undefined }
  }
  report(exchange, 'no such path or method')
  if (methods.length === 0 || methods.includes(method)) return failure(404, 'No such path')
  const allow = [...methods, 'OPTIONS'].join(', ')
  return failure(405, `Method not allowed; use ${methods.join(', ')} or OPTIONS`, { allow })
}

/** Reads the body of a small or JSON response, and of one that a fault changes; any other stays a stream. */
async function toApiResponse(response: Response, fault: MatchedFault | undefined): Promise<ApiResponse> {
  const { status, statusText, body } = response
  const headers = toHeaders(response.headers)
  if (!body) return { status, statusText, headers, body: undefined }
  const isSmall = Number(headers['content-length'] ?? Infinity) <= MAX_STORED_LENGTH
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(String(headers['content-type'] ?? ''))
  delete headers['content-length'] // set again when the response is sent
  if (!isSmall && !isJson && !(fault && needsBody(fault))) return { status, statusText, headers, body }
  const bytes = new Uint8Array(await response.arrayBuffer())
  const changesJson = fault !== undefined && needsBody(fault)
  return { status, statusText, headers, body: changesJson ? toJsonOrText(bytes) : bytes }
}

/** JSON or text for faults that change the body. */
function toJsonOrText(bytes: Uint8Array): unknown {
  const text = decodeText(bytes)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function toHeaders(headers: Headers): Record<string, string | readonly string[]> {
  const plain: Record<string, string | readonly string[]> = Object.fromEntries(headers)
  const cookies = headers.getSetCookie()
  return cookies.length > 0 ? { ...plain, 'set-cookie': cookies } : plain
}

/** The ref of the access token in the request. */
function accessTokenRefOf({ state: { tokens }, request: { headers } }: Exchange): string | undefined {
  const token = bearerTokenOf(headers['authorization'] ?? '')
  return token === undefined ? undefined : tokens.accessTokenRefOf(token)
}
