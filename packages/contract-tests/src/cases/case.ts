import type { Operation } from '../openapi/contract.ts'
import type { RequestParts } from '../openapi/judge-request.ts'

/**
 * What the contract lets a server answer.
 *
 * - `accepted`: a success.
 * - `tolerated`: a success, or that what is asked for is not there or in the way (the values are made up).
 * - `refused`: 401 or 403, for the credential is nobody's.
 * - `rejected`: any 4xx, for the request breaks the contract.
 * - `notAllowed`: 405 with `Allow`.
 * - `anything`: whatever is documented and no 5xx.
 */
export type Expectation = 'accepted' | 'tolerated' | 'refused' | 'rejected' | 'notAllowed' | 'anything'

/** One request, and what may come back. */
export interface ConformanceCase {
  /** Stable: the same contract gives the same request under the same id. `postAccessTokens/body/null`. */
  readonly id: string
  readonly operation: Operation
  readonly request: RequestParts
  readonly expectation: Expectation
  /** What of the contract it is about: the rules that it breaks, or what is special about it. */
  readonly subject: string
  /** The keys of the rules that it breaks. */
  readonly broken: readonly string[]
  /** Which part of the request it is about: cases of one part that fail alike show one fault. */
  readonly part: string
  /** Whether the contract only assumes what is expected. */
  readonly isAssumed: boolean
  /** Whether a server that does not do what is expected is lenient or picky, rather than wrong. */
  readonly isLenient: boolean
  /** Whether the answer is to be held against the operation; not when another method was used. */
  readonly isOfOperation: boolean
  /** Whether it is one of the few that are sent to the live API. */
  readonly isLive: boolean
}
