import type { Contract, DocumentedResponse, Operation } from './contract.ts'
import { isNode } from './document.ts'
import { isJson, parseJson, toCharset, toEssence, toNames } from './media-type.ts'
import type { Violation } from './validator.ts'

/** A response, read to its end. */
export interface ReceivedResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

/** A rule of the contract that a response breaks. */
export interface ResponseViolation extends Pick<Violation, 'message' | 'isAssumed'> {
  /** `unknown-field` is allowed by every schema that does not close its objects. */
  readonly check:
    | 'undocumented-status'
    | 'content-type'
    | 'response-headers'
    | 'response-body'
    | 'unknown-field'
}

/** What an operation documents for a status, and under which key: `200`, `4XX`, `default`. */
export function findResponse(
  { responses }: Operation,
  status: number,
): { key: string; documented: DocumentedResponse } | undefined {
  // `default` covers failures only: the contract lists successes one by one
  const last = status < 400 ? [] : ['default']
  const key = [String(status), `${Math.floor(status / 100)}XX`, ...last].find((one) => one in responses)
  return key === undefined ? undefined : { key, documented: responses[key]! }
}

/** Validates a response against its operation. Returns every rule that it breaks. */
export function validateResponse(
  contract: Contract,
  operation: Operation,
  response: ReceivedResponse,
): ResponseViolation[] {
  const { status, headers } = response
  const documented = findResponse(operation, status)?.documented
  if (!documented) {
    const message = `responds ${status}, which is not documented`
    return [{ check: 'undocumented-status', message, isAssumed: false }]
  }
  const ofHeaders = documented.headers.flatMap(({ name, isRequired, schema, isAssumed }) => {
    const value = headers.get(name)
    const owner = `header ${name} of ${status}`
    if (value === null) return isRequired ? [{ message: `${owner} is missing`, isAssumed }] : []
    return contract.validate(owner, schema, value)
  })
  const hasNoBody = documented.content.length === 0 || status === 204 || status === 304
  return [
    ...ofHeaders.map(({ message, isAssumed }) => ({
      check: 'response-headers' as const,
      message,
      isAssumed,
    })),
    ...(hasNoBody ? [] : validateBody(contract, documented, response)),
  ]
}

function validateBody(
  { validate }: Contract,
  { content, isAssumed }: DocumentedResponse,
  { status, headers, body }: ReceivedResponse,
): ResponseViolation[] {
  const violation = (check: ResponseViolation['check'], message: string, isRuleAssumed = isAssumed) => [
    { check, message, isAssumed: isRuleAssumed },
  ]
  const contentType = headers.get('content-type')
  const essence = toEssence(contentType)
  const media = content.find(({ name }) => name === essence)
  if (!media) {
    const isMalformed = !/^[!-~]+\/[!-~]+$/.test(essence)
    const found = essence === '' ? 'no content type' : isMalformed ? 'a malformed content type' : essence
    return violation('content-type', `responds ${status} with ${found}, expected ${toNames(content)}`)
  }
  if (!isJson(essence)) return []
  const charset = toCharset(contentType) ?? 'utf-8'
  const ofCharset =
    charset === 'utf-8'
      ? []
      : violation('content-type', `responds ${status} with charset ${charset}, but JSON is always UTF-8`)
  const parsed = parseJson(body)
  const owner = `body of ${status}`
  if ('problem' in parsed) return [...ofCharset, ...violation('response-body', `${owner} ${parsed.problem}`)]
  const { schema } = media
  return [
    ...ofCharset,
    ...(schema ? validate(owner, schema, parsed.value) : []).flatMap((one) =>
      violation('response-body', one.message, one.isAssumed),
    ),
    ...listUnknownFields(schema, parsed.value).flatMap((pointer) =>
      violation('unknown-field', `body of ${status} has the undocumented field ${pointer}`, false),
    ),
  ]
}

/** The fields that a schema does not describe, as JSON pointers. */
function listUnknownFields(schema: unknown, value: unknown): string[] {
  const properties = isNode(schema) ? schema['properties'] : undefined
  if (!isNode(properties) || !isNode(value)) return []
  return Object.entries(value).flatMap(([name, child]) =>
    Object.hasOwn(properties, name)
      ? listUnknownFields(properties[name], child).map((pointer) => `/${name}${pointer}`)
      : [`/${name}`],
  )
}
