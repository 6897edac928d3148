import { encodeText, isBytes } from '../util/bytes.ts'
import { failure, toHttpDate, toMockResponse, toText } from '../contract/responses.ts'
import type { MockClock } from '../util/mock-clock.ts'
import type { ApiResponse, Delivery, MockResponse, ResponseHeaders } from '../wire/types.ts'
import type { Fault } from './fault.ts'

const DEFAULT_OVERSIZE_BYTES = 2 * 2 ** 20
const DEFAULT_CHUNK_BYTES = 16

/** The response of a fault that replaces the API's, or `undefined` for a fault that changes the API's response. */
export function createFaultResponse(fault: Fault): ApiResponse | undefined {
  if (fault.kind === 'status') {
    const { status, headers = {}, body } = fault
    const response = failure(status, `Injected fault: status ${status}`)
    const contentType = typeof body === 'string' ? { 'content-type': 'text/plain' } : {}
    return {
      status,
      headers: { ...response.headers, ...contentType, ...toLowerCase(headers) },
      body: body === undefined ? response.body : body,
    }
  }
  if (fault.kind === 'redirect') {
    const { to, status = 307 } = fault
    return { status, headers: { location: to }, body: undefined }
  }
  return undefined
}

/** Whether a fault changes the body of the API's response, or how it is sent. */
export function needsBody({ kind }: Fault): boolean {
  return kind !== 'latency' && kind !== 'lifetime' && kind !== 'date'
}

/** What {@link applyFault} needs besides the fault. */
interface FaultContext {
  response: ApiResponse
  clock: MockClock
  /** Aborted when the mock is reset or closed: stops a body that is sent in pieces. */
  released: AbortSignal
}

/** Turns a response into what is sent, changed by a fault if there is one. */
export function applyFault(
  fault: Fault | undefined,
  { response, clock, released }: FaultContext,
): MockResponse {
  const whole = toMockResponse(response, clock.now())
  const headers: Record<string, string | readonly string[]> = { ...whole.headers }
  let { body } = whole
  let delivery: Delivery = whole.delivery

  switch (fault?.kind) {
    case 'reset':
    case 'hang': // until it is released
      delivery = { kind: 'reset' }
      break
    case 'truncate':
      delivery = { kind: 'truncate', bytes: fault.bytes }
      break
    case 'drip': {
      const { chunkMs, chunkBytes = DEFAULT_CHUNK_BYTES } = fault
      delivery = { kind: 'drip', chunkMs, chunkBytes, signal: released }
      break
    }
    case 'malformedJson':
      body = toText(response.body).slice(0, -1)
      break
    case 'wrongContentType':
      headers['content-type'] = 'text/html'
      break
    case 'empty':
      body = ''
      delete headers['content-type']
      break
    case 'oversize':
      body = pad(response.body, fault.bytes ?? DEFAULT_OVERSIZE_BYTES)
      break
    case 'patch':
      body = toText(patch(response.body, fault.body ?? {}, fault.omit ?? []))
      break
    case 'date':
      if ('date' in fault) delete headers['date']
      else headers['date'] = toHttpDate(clock.now() + fault.skewMs)
      break
    default:
  }
  return { ...whole, headers, body, delivery }
}

function patch(body: unknown, fields: Readonly<Record<string, unknown>>, omit: readonly string[]): unknown {
  if (!isObject(body)) return body
  const patched = { ...body, ...fields }
  return Object.fromEntries(Object.entries(patched).filter(([name]) => !omit.includes(name)))
}

/** Makes the body that long: adds a field to an object, and spaces to other bodies. */
function pad(body: unknown, bytes: number): string {
  const byteLength = (text: string): number => encodeText(text).length
  if (!isObject(body)) return toText(body) + ' '.repeat(Math.max(0, bytes - byteLength(toText(body))))
  const padding = 'x'.repeat(Math.max(0, bytes - byteLength(toText({ ...body, padding: '' }))))
  return toText({ ...body, padding })
}

function isObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && !isBytes(body)
}

function toLowerCase(headers: Readonly<Record<string, string>>): ResponseHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
