import { findResponse, operations } from '../openapi/contract.ts'
import { validateRequest } from '../openapi/validate-request.ts'
import { listBodyDrafts, listCredentialDrafts, listRandomBodyDrafts } from './body-cases.ts'
import type { ConformanceCase } from './case.ts'
import { listHeaderDrafts, listRandomHeaderDrafts } from './header-cases.ts'
import { createBaseRequest, toRequestParts } from './request-draft.ts'
import type { BaseRequest, RequestDraft, Tokens } from './request-draft.ts'
import { listTransportDrafts } from './transport-cases.ts'

/**
 * Lists every case that follows from the contract. The validator classifies each request before it is sent.
 *
 * @param runs - How many random requests each operation gets.
 */
export function listCases(tokens: Tokens, seed: number, runs: number): ConformanceCase[] {
  return operations.flatMap((operation) => {
    const base = createBaseRequest(operation, tokens)
    const drafts = [
      { name: 'example', subject: 'a plain request' },
      ...listHeaderDrafts(base),
      ...listBodyDrafts(base),
      ...listCredentialDrafts(base, seed),
      ...listTransportDrafts(base),
      ...listPathDrafts(base),
      ...(runs > 0 ? listRandomBodyDrafts(base, seed, runs) : []),
      ...(runs > 0 ? listRandomHeaderDrafts(base, seed, runs) : []),
      ...listMethodDrafts(base),
    ]
    return drafts.flatMap((draft) => toCase(base, draft) ?? [])
  })
}

/** The path without its last slash, which the API serves, too; and the path with a query. */
function listPathDrafts({ operation: { path } }: BaseRequest): RequestDraft[] {
  const isOptional = true
  const subject = 'the path without its last slash'
  const withoutSlash = { name: 'path/without-slash', subject, target: path.slice(0, -1), isOptional }
  const unknown = { name: 'query/unknown', subject: 'an unknown query parameter', isOptional }
  const withQuery = { ...unknown, target: `${path}?x-unknown=%27`, expectation: 'documented' as const }
  return path.endsWith('/') ? [withoutSlash, withQuery] : [withQuery]
}

/** The methods that `fetch` sends. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * The path of an operation with each undocumented method. Each path has one operation.
 *
 * OPTIONS is optional everywhere, HEAD where GET is documented (RFC 9110 section 9.1).
 */
function listMethodDrafts({ operation }: BaseRequest): RequestDraft[] {
  const optional = operation.method === 'GET' ? ['OPTIONS', 'HEAD'] : ['OPTIONS']
  return METHODS.filter((method) => method !== operation.method).map((method) => ({
    name: `method/${method.toLowerCase()}`,
    subject: `the method ${method}`,
    method,
    expectation: optional.includes(method) ? 'documented' : 'methodNotAllowed',
    ...(['GET', 'HEAD'].includes(method) && { body: { type: undefined, bytes: undefined } }),
  }))
}

function toCase(base: BaseRequest, draft: RequestDraft): ConformanceCase | undefined {
  const { operation, isAuthorized } = base
  const { name, subject, isOptional = false } = draft
  const request = toRequestParts(base, draft)
  if (!request) return undefined
  // the contract has no rules for requests with other methods
  const violations = draft.method === undefined ? validateRequest(operation, request) : []
  const isValid = violations.length === 0
  const expectation = isValid ? (draft.expectation ?? (isAuthorized ? 'success' : 'documented')) : 'rejected'
  const isAssumed =
    expectation === 'unauthorized'
      ? findResponse(operation, 401)?.isAssumed === true
      : draft.method !== undefined || (!isValid && violations.every((violation) => violation.isAssumed))
  return {
    id: `${operation.operationId}/${name}`,
    operation,
    request,
    expectation,
    subject: isValid ? subject : [...new Set(violations.map(({ message }) => message))].join('; '),
    brokenRules: [...new Set(violations.map(({ rule }) => rule))],
    part: toPart(name),
    certainty: isOptional ? 'optional' : isAssumed ? 'assumed' : 'stated',
  }
}

/** `body` for `random-value/1-2`, `header/connection` for `header/connection/absent`, the name for `transport/…`. */
function toPart(name: string): string {
  const [kind = '', label = ''] = name.replace(/^random-/, '').split('/')
  if (kind === 'header') return `${kind}/${label}`
  return kind === 'transport' ? name : kind === 'value' ? 'body' : kind
}
