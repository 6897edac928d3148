import type { operations } from '@qci-client/auth-api'

import { type OperationId, responseBodies, routes } from './generated/contract.ts'

export type { OperationId }

/** The body of an operation's response with a status. */
export type BodyOf<
  Operation extends OperationId,
  Status extends keyof operations[Operation]['responses'],
> = operations[Operation]['responses'][Status] extends { content: { 'application/json': infer Body } }
  ? Body
  : never

/** The operations of the contract. */
export const OPERATIONS: readonly OperationId[] = routes.map((route) => route.operation)

/**
 * Returns why the body of a response violates the contract, or `undefined` when it does not.
 *
 * For a status that the contract does not list, the response `default` applies.
 */
export function findContractViolation(
  operation: OperationId,
  status: number,
  body: unknown,
): string | undefined {
  const byStatus = responseBodies[operation]
  const validate = byStatus[status] ?? byStatus['default']
  if (!validate) return `${operation} has no response with the status ${status}`
  if (validate(body)) return undefined
  const { instancePath = '', message = 'is invalid' } = validate.errors?.[0] ?? {}
  return `${operation} ${status}: body${instancePath} ${message}`
}
