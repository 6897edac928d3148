/** An error of a compiled validator. */
export interface ValidationError {
  /** JSON pointer to the invalid value. */
  instancePath: string
  /** The keyword of the schema that is violated. */
  keyword: string
  params: { readonly missingProperty?: string }
  message?: string
}

/** A compiled schema: returns whether a value is valid; `errors` says why not. */
export interface Validate {
  (data: unknown): boolean
  errors?: ValidationError[] | null
}
