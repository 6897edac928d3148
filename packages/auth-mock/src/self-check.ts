import { failure } from './answers.ts'
import { findBreach } from './contract.ts'
import type { OperationId } from './generated/contract.ts'
import type { Answer } from './wire.ts'

/**
 * Holds an answer that no fault made against the contract.
 *
 * @param onBug - Told what is wrong with it.
 * @returns The answer, or a 500 that says `mock bug` in its place.
 */
export function selfCheck(operation: OperationId, answer: Answer, onBug: (what: string) => void): Answer {
  const breach = findBreach(operation, answer.status, answer.body)
  if (breach === undefined) return answer
  onBug(`mock bug: ${breach}`)
  return failure(500, `mock bug: ${breach}`)
}
