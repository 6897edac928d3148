import type { ErrorMessage, operations } from '@qci-client/auth-api'

import type { BodyOf, OperationId } from './contract.ts'
import type { ApiResponse, MockResponse } from '../wire/types.ts'

const JSON_HEADERS = { 'content-type': 'application/json' }

/** An answer that the contract lists, its body typed by it. */
export function reply<
  Operation extends OperationId,
  Status extends keyof operations[Operation]['responses'] & number,
>(
  _operation: Operation,
  status: Status,
  body: BodyOf<Operation, Status>,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body }
}

/** A failure: every operation's `default` answer has this body. */
export function failure(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: { message } satisfies ErrorMessage }
}

/** Makes an answer ready to go out: as text, with the `Date` of the mock's clock unless a fault gave another. */
export function toMockResponse({ status, headers, body }: ApiResponse, nowMs: number): MockResponse {
  return {
    status,
    headers: { date: toHttpDate(nowMs), ...headers },
    text: toText(body),
    delivery: { kind: 'whole' },
  }
}

/** JSON, or the text that it is. */
export function toText(body: unknown): string {
  if (body === undefined) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** The form of the `Date` header (RFC 9110 section 5.6.7). */
export function toHttpDate(atMs: number): string {
  return new Date(atMs).toUTCString()
}
