import { isOfOperation } from '../cases/case.ts'
import type { ConformanceCase } from '../cases/case.ts'
import type { Contract } from '../openapi/contract.ts'
import { isNode } from '../openapi/document.ts'
import { findResponse, validateResponse } from '../openapi/validate-response.ts'
import type { ReceivedResponse, ResponseViolation } from '../openapi/validate-response.ts'
import { checkExpectation } from './check-expectation.ts'

/** The checks. */
export type CheckName =
  | ResponseViolation['check']
  | ('no-response' | 'server-error' | 'cacheable-secret' | 'token-echoed' | 'credential-ignored')
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

/** Lists everything that is wrong with the response to a case. No secret may occur in the response. */
export function checkResponse(
  contract: Contract,
  secrets: readonly string[],
  one: ConformanceCase,
  response: ReceivedResponse,
): Problem[] {
  const echo = checkEcho(secrets, one, response)
  if (response.status >= 500) {
    const message = `responds ${response.status} to ${toRequestKind(one)}`
    const problem = { check: 'server-error', message: `${message}${toDetails(one)}`, key: message } as const
    return [{ ...problem, certainty: 'stated' }, ...echo]
  }
  const violations = isOfOperation(one) ? validateResponse(contract, one.operation, response) : []
  const isUndocumented = violations.some(({ check }) => check === 'undocumented-status')
  return [
    ...violations.map(({ check, message, isAssumed }): Problem => {
      const certainty = check === 'unknown-field' ? 'optional' : isAssumed ? 'assumed' : 'stated'
      return { check, message, certainty }
    }),
    ...(isUndocumented ? [] : checkExpectation(contract, one, response)),
    ...(isOfOperation(one) ? checkCaching(one, response) : []),
    ...echo,
  ]
}

/** What kind of request a case sends, for a message. */
export function toRequestKind({ expectation }: ConformanceCase): string {
  if (expectation === 'rejected') return 'an invalid request'
  return expectation === 'methodNotAllowed' ? 'an undocumented method' : 'a valid request'
}

/** What is special about the request of a case, in parentheses; a finding names its methods anyway. */
export function toDetails({ expectation, subject }: ConformanceCase): string {
  return expectation === 'methodNotAllowed' ? '' : ` (${subject})`
}

/**
 * Checks that a response with a secret (a field of format `password`) has `Cache-Control: no-store`, where the
 * contract documents that header (RFC 6749 section 5.1).
 */
function checkCaching({ operation }: ConformanceCase, { status, headers }: ReceivedResponse): Problem[] {
  const documented = findResponse(operation, status)?.documented
  const header = documented?.headers.find(({ name }) => name.toLowerCase() === 'cache-control')
  const hasSecret = documented?.content.some(({ schema }) => {
    const properties = isNode(schema?.['properties']) ? Object.values(schema['properties']) : []
    return properties.some((property) => isNode(property) && property['format'] === 'password')
  })
  if (!header || !hasSecret || /\bno-store\b/i.test(headers.get('cache-control') ?? '')) return []
  const message = `responds ${status} with a secret, but without Cache-Control: no-store`
  return [{ check: 'cacheable-secret', message, certainty: header.isAssumed ? 'assumed' : 'stated' }]
}

/** Shorter secrets occur in responses by coincidence. */
const SHORTEST_SECRET = 6

/** Checks that the response does not contain a credential of the request: it would reach logs and screens. */
function checkEcho(
  secrets: readonly string[],
  { request }: ConformanceCase,
  { status, headers, body }: ReceivedResponse,
): Problem[] {
  const sent = [new TextDecoder().decode(request.body), ...request.headers.values()].join('\n')
  const received = [new TextDecoder().decode(body), ...headers.values()].join('\n')
  const candidates = [...secrets, ...(sent.match(/bogus-[a-z0-9]+/g) ?? [])]
  const isEchoed = candidates
    .filter((secret) => secret.length >= SHORTEST_SECRET && sent.includes(secret))
    .some((secret) => received.includes(secret))
  const message = `echoes a credential of the request in its response ${status}`
  return isEchoed ? [{ check: 'token-echoed', message, certainty: 'stated' }] : []
}
