import type { ApiResponse } from '../wire/types.ts'
import { findContractViolation } from './contract.ts'
import type { OperationId } from './generated/contract.ts'
import { failure } from './responses.ts'

/**
 * Validates a response that no fault changed against the contract.
 *
 * @param onBug - Called with what is wrong with it.
 * @returns The response, or a 500 with the message `mock bug` in its place.
 */
export function validateResponse(
  operation: OperationId,
  response: ApiResponse,
  onBug: (bug: string) => void,
): ApiResponse {
  const violation = findContractViolation(operation, response.status, response.body)
  if (violation === undefined) return response
  onBug(`mock bug: ${violation}`)
  return failure(500, `mock bug: ${violation}`)
}
