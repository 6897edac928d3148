import type { Contract } from './openapi/contract.ts'
import { findResponse } from './openapi/validate-response.ts'

/** Coverage of the documented statuses by the statuses that were seen. */
export interface Ledger {
  /** `postAccessTokens 200`, `postAccessTokens default`. */
  readonly documented: readonly string[]
  /** Documented, but not seen. */
  readonly missing: readonly string[]
  /** Seen, but not documented. */
  readonly undocumented: readonly string[]
}

/**
 * Compares the statuses that were seen with the ones that the contract documents.
 *
 * @param seen - `postAccessTokens 503`, as in {@link ConformanceReport.seen}. A status that the contract does
 *   not list counts for its range (`5XX`) or for `default`.
 */
export function toLedger({ operations }: Contract, seen: Iterable<string>): Ledger {
  const documented = operations.flatMap(({ operationId, responses }) =>
    Object.keys(responses).map((status) => `${operationId} ${status}`),
  )
  const entries = [...seen].map((line) => {
    const [operationId, status] = line.split(' ')
    const operation = operations.find((one) => one.operationId === operationId)
    const found = operation && findResponse(operation, Number(status))
    return { line, entry: found && `${operationId} ${found.key}` }
  })
  return {
    documented,
    missing: documented.filter((one) => !entries.some(({ entry }) => entry === one)),
    undocumented: entries.flatMap(({ line, entry }) => (entry === undefined ? [line] : [])),
  }
}
