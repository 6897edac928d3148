import { isBytes } from '../util/bytes.ts'
import type { ErrorMessage, operations } from '@qci-client/auth-api'

import type { ApiResponse, MockResponse, ResponseBody, ResponseHeaders } from '../wire/types.ts'
import type { BodyOf, OperationId } from './contract.ts'

const JSON_HEADERS = { 'content-type': 'application/json' }

/** A response that the contract lists; the body has the contract's type. */
export function reply<
  Operation extends OperationId,
  Status extends keyof operations[Operation]['responses'] & number,
>(
  _operation: Operation,
  status: Status,
  body: BodyOf<Operation, Status>,
  headers: ResponseHeaders = {},
): ApiResponse {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body }
}

/** An error response. Every operation's `default` response has this body. */
export function failure(status: number, message: string, headers: ResponseHeaders = {}): ApiResponse {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: { message } satisfies ErrorMessage }
}

/** Prepares a response for sending: as text, with the `Date` of the mock's clock unless it has its own. */
export function toMockResponse(
  { status, statusText, headers, body }: ApiResponse,
  nowMs: number,
): MockResponse {
  return {
    status,
    ...(statusText && { statusText }),
    headers: { date: toHttpDate(nowMs), ...headers },
    body: isBinary(body) ? body : toText(body),
    delivery: { kind: 'whole' },
  }
}

/** Whether a body is sent as it is. `ReadableStream` is not named, since Node would load it for that: 5 ms. */
function isBinary(body: unknown): body is Exclude<ResponseBody, string> {
  if (isBytes(body)) return true
  return typeof (body as Partial<ReadableStream> | null | undefined)?.getReader === 'function'
}

/** JSON, or a string as it is; empty for `undefined`. */
export function toText(body: unknown): string {
  if (body === undefined) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** The form of the `Date` header (RFC 9110 section 5.6.7). */
export function toHttpDate(atMs: number): string {
  return new Date(atMs).toUTCString()
}
