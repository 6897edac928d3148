/** One thing that a value lacks, as a compiled validator names it. */
export interface ValidationError {
  /** JSON pointer to the offending value. */
  instancePath: string
  /** The keyword of the schema that is not met. */
  keyword: string
  params: { readonly missingProperty?: string }
  message?: string
}

/** A schema of the contract, compiled: says whether a value meets it and, in `errors`, why not. */
export interface Validate {
  (data: unknown): boolean
  errors?: ValidationError[] | null
}
