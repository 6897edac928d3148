import type { Contract } from '../openapi/contract.ts'
import { withBody } from './draft.ts'
import type { Base } from './draft.ts'
import { toRequestParts } from './draft.ts'
import type { ConformanceCase } from './case.ts'

/** The methods that `fetch` lets through. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Every path asked with the methods that it does not document, with all else as it should be.
 *
 * HEAD may be answered where GET is (RFC 9110 section 9.1 wants it to), OPTIONS anywhere.
 */
export function listMethodCases({ operations }: Contract, bases: readonly Base[]): ConformanceCase[] {
  const first = new Map(bases.toReversed().map((base) => [base.operation.path, base]))
  return [...first.values()].flatMap((base) => {
    const { operation } = base
    const documented = operations.filter(({ path }) => path === operation.path).map(({ method }) => method)
    return METHODS.filter((method) => !documented.includes(method)).flatMap((method): ConformanceCase[] => {
      const takesNoBody = method === 'GET' || method === 'HEAD'
      const draft = takesNoBody ? withBody(base.draft, undefined, undefined) : base.draft
      const request = toRequestParts({ ...operation, method }, draft)
      if (!request) return []
      const isFree = method === 'OPTIONS' || (method === 'HEAD' && documented.includes('GET'))
      return [
        {
          id: `${operation.operationId}/method/${method.toLowerCase()}`,
          operation,
          request,
          expectation: isFree ? 'anything' : 'notAllowed',
          subject: `the method ${method}`,
          broken: [],
          part: 'method',
          isAssumed: true, // that a method which nobody described is answered with 405 and Allow
          isLenient: false,
          isOfOperation: false,
          isLive: false,
        },
      ]
    })
  })
}
