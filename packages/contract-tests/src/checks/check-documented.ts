import type { ReceivedResponse } from '../http/send.ts'
import { findResponse, JSON_TYPE } from '../openapi/contract.ts'
import type { DocumentedResponse, Operation } from '../openapi/contract.ts'
import { isNode } from '../openapi/document.ts'
import type { Schema } from '../openapi/document.ts'
import { parseJson, toCharset, toEssence } from '../openapi/media-type.ts'
import { validate } from '../openapi/validate.ts'
import type { CheckName, Problem } from './problem.ts'

/** Checks that the response to a request of an operation is one that the operation documents. */
export function checkDocumented(operation: Operation, response: ReceivedResponse): Problem[] {
  const documented = findResponse(operation, response.status)
  if (documented) return [...checkBody(documented, response), ...checkCaching(documented, response)]
  const message = `responds ${response.status}, which is not documented`
  return [{ check: 'undocumented-status', message, certainty: 'stated' }]
}

function checkBody(
  { schema, isAssumed: isResponseAssumed }: DocumentedResponse,
  { status, headers, body }: ReceivedResponse,
): Problem[] {
  const problem = (check: CheckName, message: string, isRuleAssumed = false): Problem => {
    return { check, message, certainty: isRuleAssumed || isResponseAssumed ? 'assumed' : 'stated' }
  }
  const contentType = headers.get('content-type')
  const essence = toEssence(contentType)
  if (essence !== JSON_TYPE) {
    const isMalformed = !/^[!-~]+\/[!-~]+$/.test(essence)
    const found = essence === '' ? 'no content type' : isMalformed ? 'a malformed content type' : essence
    return [problem('content-type', `responds ${status} with ${found}, expected ${JSON_TYPE}`)]
  }
  const charset = toCharset(contentType) ?? 'utf-8'
  const ofCharset = `responds ${status} with charset ${charset}, but JSON is always UTF-8`
  const problems = charset === 'utf-8' ? [] : [problem('content-type', ofCharset)]
  const owner = `body of ${status}`
  const parsed = parseJson(body)
  if ('problem' in parsed) return [...problems, problem('response-body', `${owner} ${parsed.problem}`)]
  return [
    ...problems,
    ...validate(owner, schema, parsed.value).map((one) =>
      problem('response-body', one.message, one.isAssumed),
    ),
    ...listUnknownFields(schema, parsed.value).map((name): Problem => {
      const message = `${owner} has the undocumented field /${name}`
      return { check: 'unknown-field', message, certainty: 'optional' }
    }),
  ]
}

function listUnknownFields({ properties = {} }: Schema, value: unknown): string[] {
  return isNode(value) ? Object.keys(value).filter((name) => !Object.hasOwn(properties, name)) : []
}

/**
 * Checks that a response with a secret (a field of format `password`) has `Cache-Control: no-store` (RFC 6749 section
 * 5.1), which the contract only assumes.
 */
function checkCaching({ schema }: DocumentedResponse, { status, headers }: ReceivedResponse): Problem[] {
  const hasSecret = Object.values(schema.properties ?? {}).some(({ format }) => format === 'password')
  if (!hasSecret || /\bno-store\b/i.test(headers.get('cache-control') ?? '')) return []
  const message = `responds ${status} with a secret, but without Cache-Control: no-store`
  return [{ check: 'cacheable-secret', message, certainty: 'assumed' }]
}
