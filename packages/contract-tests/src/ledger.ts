import type { Contract, Operation } from './openapi/contract.ts'
import { findResponse } from './openapi/judge-answer.ts'

/** Which of the statuses that a contract documents were seen. */
export interface Ledger {
  /** `postAccessTokens 200`, `postAccessTokens default`. */
  readonly documented: readonly string[]
  /** Those of them that no answer had. */
  readonly missing: readonly string[]
  /** Answers that have no place in the contract. */
  readonly undocumented: readonly string[]
}

/**
 * Holds the statuses that were seen against those that the contract documents.
 *
 * @param seen - `postAccessTokens 503`, as reports name them. A status that is not listed by itself is seen
 *   as its range, or as `default`.
 */
export function toLedger({ operations }: Contract, seen: Iterable<string>): Ledger {
  const documented = operations.flatMap(({ operationId, responses }) =>
    Object.keys(responses).map((status) => `${operationId} ${status}`),
  )
  const cells = [...seen].map((line) => ({ line, cell: toCell(operations, line) }))
  const filled = new Set(cells.map(({ cell }) => cell))
  return {
    documented,
    missing: documented.filter((cell) => !filled.has(cell)),
    undocumented: cells.flatMap(({ line, cell }) => (cell === undefined ? [line] : [])),
  }
}

function toCell(operations: readonly Operation[], line: string): string | undefined {
  const at = line.lastIndexOf(' ')
  const operation = operations.find(({ operationId }) => operationId === line.slice(0, at))
  const found = operation && findResponse(operation, Number(line.slice(at)))
  return found && `${operation.operationId} ${found.key}`
}
