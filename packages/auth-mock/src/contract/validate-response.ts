import { failure } from './responses.ts'
import { findContractViolation } from './contract.ts'
import type { OperationId } from './generated/contract.ts'
import type { ApiResponse } from '../wire/types.ts'

/**
 * Holds an answer that no fault made against the contract.
 *
 * @param onBug - Told what is wrong with it.
 * @returns The answer, or a 500 that says `mock bug` in its place.
 */
export function validateResponse(
  operation: OperationId,
  answer: ApiResponse,
  onBug: (what: string) => void,
): ApiResponse {
  const breach = findContractViolation(operation, answer.status, answer.body)
  if (breach === undefined) return answer
  onBug(`mock bug: ${breach}`)
  return failure(500, `mock bug: ${breach}`)
}
