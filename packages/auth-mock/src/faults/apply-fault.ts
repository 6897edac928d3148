import { failure, toHttpDate, toMockResponse, toText } from '../contract/responses.ts'
import type { MockClock } from '../util/mock-clock.ts'
import type { ApiResponse, Delivery, MockResponse } from '../wire/types.ts'
import type { Fault } from './fault.ts'

const DEFAULT_OVERSIZE_BYTES = 2 * 2 ** 20
const DEFAULT_CHUNK_BYTES = 16

/** The answer that a fault gives without asking the model, or `undefined` when it alters the model's. */
export function createFaultResponse(fault: Fault): ApiResponse | undefined {
  if (fault.kind === 'status') {
    const { status, headers = {}, body } = fault
    const answer = failure(status, `The mock was told to answer ${status}`)
    const contentType = typeof body === 'string' ? { 'content-type': 'text/plain' } : {}
    return {
      status,
      headers: { ...answer.headers, ...contentType, ...toLowerCase(headers) },
      body: body === undefined ? answer.body : body,
    }
  }
  if (fault.kind === 'redirect') {
    const { to, status = 307 } = fault
    return { status, headers: { location: to }, body: undefined }
  }
  return undefined
}

/** Turns an answer into text, as it is or as a fault wants it. */
export function applyFault(
  fault: Fault | undefined,
  answer: ApiResponse,
  clock: MockClock,
  signal: AbortSignal,
): MockResponse {
  const whole = toMockResponse(answer, clock.now())
  const headers: Record<string, string> = { ...whole.headers }
  let { text } = whole
  let delivery: Delivery = whole.delivery

  switch (fault?.kind) {
    case 'reset':
    case 'hang': // until somebody lets it go
      delivery = { kind: 'reset' }
      break
    case 'truncate':
      delivery = { kind: 'truncate', bytes: fault.bytes }
      break
    case 'drip':
      delivery = {
        kind: 'drip',
        chunkMs: fault.chunkMs,
        chunkBytes: fault.chunkBytes ?? DEFAULT_CHUNK_BYTES,
        signal,
      }
      break
    case 'malformedJson':
      text = text.slice(0, -1)
      break
    case 'wrongContentType':
      headers['content-type'] = 'text/html'
      break
    case 'empty':
      text = ''
      delete headers['content-type']
      break
    case 'oversize':
      text = pad(answer.body, fault.bytes ?? DEFAULT_OVERSIZE_BYTES)
      break
    case 'patch':
      text = toText(patch(answer.body, fault.body ?? {}, fault.omit ?? []))
      break
    case 'date':
      if ('date' in fault) delete headers['date']
      else headers['date'] = toHttpDate(clock.now() + fault.skewMs)
      break
    default:
  }
  return { status: answer.status, headers, text, delivery }
}

function patch(body: unknown, fields: Readonly<Record<string, unknown>>, omit: readonly string[]): object {
  const patched = { ...(body as object), ...fields }
  return Object.fromEntries(Object.entries(patched).filter(([name]) => !omit.includes(name)))
}

/** Adds a field so that the text gets that long. */
function pad(body: unknown, bytes: number): string {
  const { length } = new TextEncoder().encode(toText({ ...(body as object), padding: '' }))
  return toText({ ...(body as object), padding: 'x'.repeat(Math.max(0, bytes - length)) })
}

function toLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
