import type { ErrorMessage, operations } from '@qci-client/auth-api'

import type { BodyOf, OperationId } from './contract.ts'
import type { Answer } from './wire.ts'

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
): Answer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body }
}

/** A failure: every operation's `default` answer has this body. */
export function failure(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: { message } satisfies ErrorMessage }
}
