/** What is looked for. */
export type CheckName =
  | 'no-answer'
  | 'server-error'
  | 'undocumented-status'
  | 'content-type'
  | 'response-headers'
  | 'response-body'
  | 'cacheable-secret'
  | 'negative-accepted'
  | 'positive-rejected'
  | 'credential-ignored'
  | 'unsupported-method'
  | 'allow-header'
  | 'token-echoed'
  | 'unknown-field'

/**
 * How sure it is that something is wrong: the contract says so, it only assumes so, or it is a matter of
 * taste (leniency with what standards let servers be lenient about, fields that are not described).
 */
export type Certainty = 'stated' | 'assumed' | 'taste'

/** Something about an answer that should be otherwise. Shows no secret, and nothing of a body. */
export interface Problem {
  readonly check: CheckName
  readonly message: string
  readonly certainty: Certainty
  /** What problems have in common that are one and the same fault. */
  readonly key: string
  /** The rules that a request broke and was taken all the same. */
  readonly broken?: readonly string[]
}
