import type { Draft, Base } from './draft.ts'
import type { Expectation } from './case.ts'

/** A request that somebody thought of, not judged yet. */
export interface Plan {
  /** The rest of the id, after the operation. */
  readonly name: string
  readonly base: Base
  readonly draft: Draft
  /**
   * What it was meant to be; the validator has the last word. `either` takes what comes, as a request that
   * the contract allows or not.
   */
  readonly intent: 'valid' | 'invalid' | 'either'
  /** What is expected when it is valid. Left out: whatever follows from the operation. */
  readonly expectation?: Expectation
  /** What is expected when it is not. @defaultValue `'rejected'` */
  readonly whenInvalid?: Expectation
  /** See `ConformanceCase.subject`; left out for the rules that it breaks. */
  readonly subject?: string
  /** See `ConformanceCase.isLenient`. */
  readonly isLenient?: boolean
  readonly isLive?: boolean
}
