import type { ConformanceCase } from '../cases/case.ts'
import type { Contract } from '../openapi/contract.ts'
import type { Answer } from '../openapi/judge-answer.ts'
import type { Certainty, CheckName, Problem } from './problem.ts'

/** Refusals that say nothing about the form of a request: what it asks for is not there, or in the way. */
const TOLERATED = [404, 409, 410, 412, 423]

/** Whether the answer is what the contract lets a server answer to this request. */
export function checkExpectation(contract: Contract, one: ConformanceCase, answer: Answer): Problem[] {
  const { operation, expectation, subject, part, broken } = one
  const { status } = answer
  const owner = operation.operationId
  const succeeds = status >= 200 && status < 300
  const certainty: Certainty = one.isLenient ? 'taste' : one.isAssumed ? 'assumed' : 'stated'
  const problem = (check: CheckName, message: string, fault: string, sure = certainty): Problem[] => [
    { check, message: `${owner} ${message}`, certainty: sure, key: [check, owner, status, fault].join(' ') },
  ]

  switch (expectation) {
    case 'accepted':
    case 'tolerated':
      return succeeds || (expectation === 'tolerated' && TOLERATED.includes(status))
        ? []
        : problem('positive-rejected', `answers ${status} to what the contract allows (${subject})`, part)
    case 'refused':
      // that a credential counts is no assumption; which status says so may be one
      if (succeeds) return problem('credential-ignored', `answers ${status} to ${subject}`, '', 'stated')
      return [401, 403, ...TOLERATED].includes(status)
        ? []
        : problem('positive-rejected', `answers ${status}, not 401, to ${subject}`, 'credential')
    case 'rejected':
      return succeeds
        ? problem('negative-accepted', `answers ${status} although ${subject}`, broken.join('; ')).map(
            (found) => ({ ...found, broken }),
          )
        : []
    case 'notAllowed':
      if (status === 405) return checkAllow(contract, one, answer, true)
      return problem('unsupported-method', `answers ${status}, not 405, to ${subject}`, '')
    default:
      return one.isOfOperation ? [] : checkAllow(contract, one, answer, false)
  }
}

/** Whether `Allow` names what the contract documents (RFC 9110 sections 10.2.1 and 15.5.6). */
function checkAllow(
  { operations }: Contract,
  { operation, request }: ConformanceCase,
  { headers }: Answer,
  isRequired: boolean,
): Problem[] {
  const allow = headers.get('allow')
  const problem = (message: string): Problem[] => {
    const whole = `${operation.path}: ${message}`
    return [{ check: 'allow-header', message: whole, certainty: 'assumed', key: whole }]
  }
  if (allow === null) return isRequired ? problem('405 comes without Allow') : []
  const allowed = allow.split(',').map((method) => method.trim().toUpperCase())
  const documented = operations.filter(({ path }) => path === operation.path).map(({ method }) => method)
  const missing = documented.filter((method) => !allowed.includes(method))
  if (missing.length > 0) return problem(`Allow does not name ${missing.join(', ')}`)
  return isRequired && allowed.includes(request.method)
    ? problem(`Allow names ${request.method}, which got 405`)
    : []
}
