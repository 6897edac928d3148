import { JSON_TYPE } from './contract.ts'
import type { Operation } from './contract.ts'
import { parseJson, toEssence } from './media-type.ts'
import { validate } from './validate.ts'
import type { Violation } from './validate.ts'

/** A request, independent of the base URL. */
export interface RequestParts {
  readonly method: string
  /** Path and query, encoded. */
  readonly target: string
  readonly headers: Headers
  /** Undefined when the request has no body. */
  readonly body: Uint8Array<ArrayBuffer> | undefined
}

/** Validates the headers and the body of a request against its operation. Returns every rule that it breaks. */
export function validateRequest(
  operation: Operation,
  { headers, body }: Pick<RequestParts, 'headers' | 'body'>,
): Violation[] {
  const ofHeaders = operation.headers.flatMap(({ name, schema }) => {
    const value = headers.get(name)
    return value === null ? [] : validate(`header ${name}`, schema, value)
  })
  const ofBody = (): Violation[] => {
    if (!body || body.length === 0) return operation.body ? violation('body is missing') : []
    if (!operation.body) return violation('body is not documented')
    const isJson = toEssence(headers.get('content-type')) === JSON_TYPE
    if (!isJson) return violation(`header Content-Type must be ${JSON_TYPE}`)
    const parsed = parseJson(body)
    return 'problem' in parsed
      ? violation(`body ${parsed.problem}`)
      : validate('body', operation.body.schema, parsed.value)
  }
  return [...ofHeaders, ...ofBody()]
}

function violation(message: string): Violation[] {
  return [{ message, rule: message, isAssumed: false }]
}
