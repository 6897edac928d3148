/** The checks. */
export type CheckName =
  | ('undocumented-status' | 'content-type' | 'response-body' | 'unknown-field' | 'cacheable-secret')
  | ('no-response' | 'server-error' | 'token-echoed' | 'credential-ignored')
  | ('negative-accepted' | 'positive-rejected' | 'unsupported-method' | 'allow-header')

/**
 * Where a check's rule comes from: the contract, an assumption of the contract, or neither: `optional` is what
 * standards let a server do (accept a byte order mark, add fields).
 */
export type Certainty = 'stated' | 'assumed' | 'optional'

/** A check that the response to one case fails. Contains no secret and nothing of a body. */
export interface Problem {
  readonly check: CheckName
  /** A predicate, to follow method and operation: `responds 500 to a valid request`. */
  readonly message: string
  readonly certainty: Certainty
  /** Problems of an operation with the same check and key are one finding. @defaultValue the message */
  readonly key?: string
  /** The rules that an accepted request breaks. */
  readonly brokenRules?: readonly string[]
}
