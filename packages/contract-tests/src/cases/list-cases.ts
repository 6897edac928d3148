import type { Contract } from '../openapi/contract.ts'
import { validateRequest } from '../openapi/validate-request.ts'
import { findResponse } from '../openapi/validate-response.ts'
import { listBodyDrafts, listCredentialDrafts, listRandomBodyDrafts } from './body-cases.ts'
import type { ConformanceCase } from './case.ts'
import { listHeaderDrafts, listRandomHeaderDrafts } from './header-cases.ts'
import { createBaseRequest, toRequestParts } from './request-draft.ts'
import type { BaseRequest, RequestDraft, Tokens } from './request-draft.ts'
import { listTransportDrafts } from './transport-cases.ts'

/** The input of {@link listCases} besides the contract. */
export interface CaseOptions {
  readonly tokens: Tokens
  readonly seed: number
  /** How many random requests each operation gets. */
  readonly randomRuns: number
}

/**
 * Lists every case that follows from the contract. The validator classifies each request before it is sent.
 *
 * @throws TypeError when an operation has a body without an example.
 */
export function listCases(contract: Contract, { tokens, seed, randomRuns }: CaseOptions): ConformanceCase[] {
  return contract.operations.flatMap((operation) => {
    const base = createBaseRequest(contract, operation, tokens)
    if (!base) throw new TypeError(`${operation.operationId} needs an example of its body, a JSON object`)
    const drafts = [
      { name: 'example', subject: 'a plain request', isLive: true },
      ...listHeaderDrafts(base),
      ...listBodyDrafts(base),
      ...listCredentialDrafts(base, seed),
      ...listTransportDrafts(base),
      ...listPathDrafts(base),
      ...(randomRuns > 0 ? listRandomBodyDrafts(base, seed, randomRuns) : []),
      ...(randomRuns > 0 ? listRandomHeaderDrafts(base, seed, randomRuns) : []),
      ...listMethodDrafts(contract, base),
    ]
    return drafts.flatMap((draft) => toCase(contract, base, draft) ?? [])
  })
}

/** The path without its last slash: the API serves both. */
function listPathDrafts({ operation: { path } }: BaseRequest): RequestDraft[] {
  const subject = 'the path without its last slash'
  const draft = { name: 'path/without-slash', subject, target: path.slice(0, -1), isOptional: true }
  const unknown = {
    name: 'query/unknown',
    subject: 'an unknown query parameter',
    target: `${path}?x-unknown=%27`,
  }
  const optional = { ...unknown, isOptional: true, expectation: 'documented' as const }
  return path.endsWith('/') ? [draft, optional] : [optional]
}

/** The methods that `fetch` sends. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * The path of an operation with each undocumented method, once for each path.
 *
 * OPTIONS is optional everywhere, HEAD where GET is documented (RFC 9110 section 9.1).
 */
function listMethodDrafts({ operations }: Contract, { operation }: BaseRequest): RequestDraft[] {
  const ofPath = operations.filter(({ path }) => path === operation.path)
  const documented = ofPath.map(({ method }) => method)
  const undocumented = ofPath[0] === operation ? METHODS.filter((method) => !documented.includes(method)) : []
  return undocumented.map((method) => ({
    name: `method/${method.toLowerCase()}`,
    subject: `the method ${method}`,
    method,
    expectation:
      method === 'OPTIONS' || (method === 'HEAD' && documented.includes('GET'))
        ? 'documented'
        : 'methodNotAllowed',
    ...(['GET', 'HEAD'].includes(method) && { body: { type: undefined, bytes: undefined } }),
  }))
}

function toCase(contract: Contract, base: BaseRequest, draft: RequestDraft): ConformanceCase | undefined {
  const { operation, hasTokens } = base
  const { name, subject, isOptional = false, isLive = false } = draft
  const request = toRequestParts(base, draft)
  if (!request) return undefined
  // the contract has no rules for requests with other methods
  const violations = draft.method === undefined ? validateRequest(contract, operation, request) : []
  const isValid = violations.length === 0
  const expectation = isValid ? (draft.expectation ?? (hasTokens ? 'success' : 'documented')) : 'rejected'
  return {
    id: `${operation.operationId}/${name}`,
    operation,
    request,
    expectation,
    subject: isValid ? subject : [...new Set(violations.map(({ message }) => message))].join('; '),
    brokenRules: [...new Set(violations.map(({ rule }) => rule))],
    part: toPart(name),
    isAssumed:
      expectation === 'unauthorized'
        ? findResponse(operation, 401)?.documented.isAssumed === true
        : draft.method !== undefined || (!isValid && violations.every((violation) => violation.isAssumed)),
    isOptional,
    isLive: isLive && (isValid || !isOptional),
  }
}

/** `body` for `random-value/1-2`, `header/connection` for `header/connection/absent`, the name for `transport/…`. */
function toPart(name: string): string {
  const [kind = '', label = ''] = name.replace(/^random-/, '').split('/')
  if (kind === 'header') return `${kind}/${label}`
  return kind === 'transport' ? name : kind === 'value' ? 'body' : kind
}
