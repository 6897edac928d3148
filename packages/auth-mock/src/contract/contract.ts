import type { operations } from '@qci-client/auth-api'

import { type OperationId, responseBodies, routes } from './generated/contract.ts'

export type { OperationId }

/** The body that the contract gives to an operation's answer of a status. */
export type BodyOf<
  Operation extends OperationId,
  Status extends keyof operations[Operation]['responses'],
> = operations[Operation]['responses'][Status] extends { content: { 'application/json': infer Body } }
  ? Body
  : never

/** The operations of the contract. */
export const OPERATIONS: readonly OperationId[] = routes.map((route) => route.operation)

/**
 * What is wrong with the body of an answer, by the contract, or `undefined` when nothing is.
 *
 * A status that the contract does not list is looked up under `default`.
 */
export function findContractViolation(
  operation: OperationId,
  status: number,
  body: unknown,
): string | undefined {
  const byStatus = responseBodies[operation]
  const validate = byStatus[status] ?? byStatus['default']
  if (!validate) return `${operation} has no answer of status ${status}`
  if (validate(body)) return undefined
  const { instancePath = '', message = 'is wrong' } = validate.errors?.[0] ?? {}
  return `${operation} ${status}: body${instancePath} ${message}`
}
