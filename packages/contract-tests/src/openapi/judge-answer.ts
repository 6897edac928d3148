import type { Contract, MediaType, Operation, ResponseShape } from './contract.ts'
import { essenceOf, findMediaType, isJson, namesOf, parseJson } from './judge-request.ts'
import { judgeReadings } from './schemas.ts'
import type { Schemas } from './schemas.ts'
import { findUnknownFields } from './unknown-fields.ts'

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

/** What about an answer can be off the contract. */
export type AnswerCheck =
  | 'undocumented-status'
  | 'content-type'
  | 'response-headers'
  | 'response-body'
  | 'unknown-field'

/** Something about an answer that the contract does not say. Quotes nothing of it but names. */
export interface AnswerProblem {
  readonly check: AnswerCheck
  readonly message: string
  /** Whether the contract only assumes what was broken. */
  readonly isAssumed: boolean
}

/** The shape that an operation documents for a status. */
export function findResponse(
  operation: Operation,
  status: number,
): { key: string; shape: ResponseShape } | undefined {
  const { responses } = operation
  const succeeds = Object.keys(responses).some((key) => /^[23]/.test(key))
  // `default` stands for the rest of the failures where successes are listed one by one
  const last = status < 400 && succeeds ? [] : ['default']
  const key = [String(status), `${Math.floor(status / 100)}XX`, ...last].find((one) => one in responses)
  return key === undefined ? undefined : { key, shape: responses[key]! }
}

/**
 * Holds an answer against an operation.
 *
 * @returns What is wrong with it. `unknown-field` is none of the contract's business: every schema is open
 *   that does not say otherwise.
 */
export function judgeAnswer(
  { document }: Pick<Contract, 'document'>,
  schemas: Schemas,
  operation: Operation,
  answer: Answer,
): AnswerProblem[] {
  const { status } = answer
  const found = findResponse(operation, status)
  if (!found) {
    const message = `answers the status ${status}, which is not documented`
    return [{ check: 'undocumented-status', message, isAssumed: false }]
  }
  const { shape } = found
  const hasNoBody = operation.method === 'HEAD' || status === 204 || status === 304
  return [
    ...judgeHeaders(schemas, status, shape, answer.headers),
    ...(hasNoBody ? [] : judgeBody(document, schemas, shape, answer)),
  ]
}

function judgeHeaders(
  schemas: Schemas,
  status: number,
  shape: ResponseShape,
  headers: Headers,
): AnswerProblem[] {
  return shape.headers.flatMap(({ name, required, schema, isAssumed }): AnswerProblem[] => {
    const value = headers.get(name)
    const owner = `the header ${name} of ${status}`
    if (value === null) {
      return required ? [{ check: 'response-headers', message: `${owner} is missing`, isAssumed }] : []
    }
    if (!schema) return []
    const readings = /^-?\d+(?:\.\d+)?$/.test(value) ? [Number(value), value] : [value]
    return judgeReadings(schemas, schema, readings, 'response').map(({ what, isAssumed: isRuleAssumed }) => ({
      check: 'response-headers',
      message: `${owner} ${what}`,
      isAssumed: isAssumed || isRuleAssumed,
    }))
  })
}

function judgeBody(
  document: Contract['document'],
  schemas: Schemas,
  { content, isAssumed }: ResponseShape,
  { status, headers, body }: Answer,
): AnswerProblem[] {
  if (content.length === 0) return []
  const name = essenceOf(headers.get('content-type'))
  const media = findMediaType(content, name)
  if (!media) {
    const seen =
      name === '' ? 'no content type' : /^[!-~]+\/[!-~]+$/.test(name) ? name : 'a malformed content type'
    const message = `answers ${status} with ${seen}, not ${namesOf(content)}`
    return [{ check: 'content-type', message, isAssumed }]
  }
  if (!isJson(name)) return []
  const parsed = parseJson(body)
  if ('problem' in parsed) {
    return [{ check: 'response-body', message: `the body of ${status} ${parsed.problem}`, isAssumed }]
  }
  return judgeValue(document, schemas, media, status, parsed.value)
}

function judgeValue(
  document: Contract['document'],
  schemas: Schemas,
  { schema }: MediaType,
  status: number,
  value: unknown,
): AnswerProblem[] {
  if (!schema) return []
  return [
    ...schemas.judge(schema, value, 'response').map(({ where, what, isAssumed }): AnswerProblem => ({
      check: 'response-body',
      message: `the body of ${status}${where && ` at ${where}`} ${what}`,
      isAssumed,
    })),
    ...findUnknownFields(document, schema, value).map((field): AnswerProblem => ({
      check: 'unknown-field',
      message: `the body of ${status} has the field ${field}, which is not described`,
      isAssumed: false,
    })),
  ]
}
