import type { ConformanceCase } from '../cases/case.ts'
import type { Contract } from '../openapi/contract.ts'
import { findResponse } from '../openapi/judge-answer.ts'
import type { Answer } from '../openapi/judge-answer.ts'
import { isNode } from '../openapi/node.ts'
import { flatten } from '../generate/flatten.ts'
import type { Problem } from './problem.ts'

/**
 * Whether an answer that holds a secret (a field of the format `password`) says that it is not to be kept,
 * where the contract describes `Cache-Control` (RFC 6749 section 5.1).
 */
export function checkCaching(
  { document }: Contract,
  { operation, isOfOperation }: ConformanceCase,
  answer: Answer,
): Problem[] {
  const { status, headers } = answer
  const shape = isOfOperation ? findResponse(operation, status)?.shape : undefined
  const described = shape?.headers.find(({ name }) => name.toLowerCase() === 'cache-control')
  if (!shape || !described) return []
  const holdsSecret = shape.content.some(({ schema }) => {
    const { properties } = flatten(document, schema?.node)
    return (
      isNode(properties) &&
      Object.values(properties).some((one) => flatten(document, one)['format'] === 'password')
    )
  })
  if (!holdsSecret || /\bno-store\b/i.test(headers.get('cache-control') ?? '')) return []
  const message = `${operation.operationId} answers ${status} with a secret and without Cache-Control: no-store`
  return [
    {
      check: 'cacheable-secret',
      message,
      certainty: described.isAssumed ? 'assumed' : 'stated',
      key: message,
    },
  ]
}
