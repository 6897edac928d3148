import type { Contract, Operation } from './contract.ts'
import { isJson, parseJson, toEssence, toNames } from './media-type.ts'
import type { Violation } from './validator.ts'

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
  { validate }: Contract,
  operation: Operation,
  { headers, body }: Pick<RequestParts, 'headers' | 'body'>,
): Violation[] {
  const ofHeaders = operation.headers.flatMap(({ name, isRequired, schema }) => {
    const value = headers.get(name)
    if (value === null) return isRequired ? violation(`header ${name} is missing`) : []
    return validate(`header ${name}`, schema, value)
  })
  const ofBody = (): Violation[] => {
    if (!body || body.length === 0) return operation.body?.isRequired ? violation('body is missing') : []
    if (!operation.body) return violation('body is not documented')
    const { content } = operation.body
    const essence = toEssence(headers.get('content-type'))
    const media = content.find(({ name }) => name === essence)
    if (!media) return violation(`header Content-Type must be ${toNames(content)}`)
    if (!isJson(essence) || !media.schema) return []
    const parsed = parseJson(body)
    return 'problem' in parsed
      ? violation(`body ${parsed.problem}`)
      : validate('body', media.schema, parsed.value)
  }
  return [...ofHeaders, ...ofBody()]
}

function violation(message: string): Violation[] {
  return [{ message, rule: message, isAssumed: false }]
}
