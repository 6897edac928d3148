import type { ConformanceCase } from '../cases/case.ts'
import type { Contract } from '../openapi/contract.ts'
import { judgeAnswer } from '../openapi/judge-answer.ts'
import type { Answer } from '../openapi/judge-answer.ts'
import type { Schemas } from '../openapi/schemas.ts'
import { checkCaching } from './check-caching.ts'
import { checkEcho } from './check-echo.ts'
import { checkExpectation } from './check-expectation.ts'
import type { Certainty, Problem } from './problem.ts'

/** What answers are held against. */
export interface CheckContext {
  readonly contract: Contract
  readonly schemas: Schemas
  /** Credentials that must not come back. */
  readonly secrets: readonly string[]
}

/** Everything that is wrong with the answer to a case. */
export function checkAnswer(context: CheckContext, one: ConformanceCase, answer: Answer): Problem[] {
  const echo = checkEcho(context.secrets, one, answer)
  if (answer.status >= 500) return [toServerError(one, answer.status), ...echo]
  const shape = one.isOfOperation ? judgeShape(context, one, answer) : []
  const isUndocumented = shape.some(({ check }) => check === 'undocumented-status')
  return [
    ...shape,
    ...(isUndocumented ? [] : checkExpectation(context.contract, one, answer)),
    ...checkCaching(context.contract, one, answer),
    ...echo,
  ]
}

function toServerError({ operation, expectation }: ConformanceCase, status: number): Problem {
  const to =
    { rejected: 'a request off the contract', notAllowed: 'another method' }[expectation as string] ??
    'a request that the contract allows'
  const message = `${operation.operationId} answers ${status} to ${to}`
  return { check: 'server-error', message, certainty: 'stated', key: message }
}

function judgeShape(
  { contract, schemas }: CheckContext,
  { operation }: ConformanceCase,
  answer: Answer,
): Problem[] {
  return judgeAnswer(contract, schemas, operation, answer).map(({ check, message, isAssumed }) => {
    const certainty: Certainty = check === 'unknown-field' ? 'taste' : isAssumed ? 'assumed' : 'stated'
    const whole = `${operation.operationId}: ${message}`
    return { check, message: whole, certainty, key: whole }
  })
}
