import type { Certainty } from '../checks/problem.ts'
import type { Operation } from '../openapi/contract.ts'
import type { RequestParts } from '../openapi/validate-request.ts'

/**
 * The responses that the contract allows for a request.
 *
 * - `success`: 2xx.
 * - `unauthorized`: 401 or 403, because the credential is unknown.
 * - `rejected`: any 4xx, because the request breaks the contract.
 * - `methodNotAllowed`: 405 with `Allow`.
 * - `documented`: any documented status but 5xx.
 */
export type Expectation = 'success' | 'unauthorized' | 'rejected' | 'methodNotAllowed' | 'documented'

/** One request and the responses that are allowed for it. */
export interface ConformanceCase {
  /** Stable: the same contract gives the same request under the same id, `postAccessTokens/body/null`. */
  readonly id: string
  readonly operation: Operation
  readonly request: RequestParts
  readonly expectation: Expectation
  /** For a message: the rules that the request breaks, or what is special about it. */
  readonly subject: string
  /** The rules that the request breaks. */
  readonly brokenRules: readonly string[]
  /** The part of the request under test: failures of one part that look the same are one finding. */
  readonly part: string
  /** That of the expectation. */
  readonly certainty: Certainty
}

/** Whether a request has the method and the path of its operation, so that the response must fit it. */
export function isOfOperation({ operation, request }: ConformanceCase): boolean {
  return request.method === operation.method && request.target.split('?')[0] === operation.path
}
