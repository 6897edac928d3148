import { isOfOperation } from '../cases/case.ts'
import type { ConformanceCase } from '../cases/case.ts'
import type { ReceivedResponse } from '../http/send.ts'
import type { Problem } from './problem.ts'

/** Checks that the response is one that the contract allows for this request. */
export function checkExpectation(one: ConformanceCase, response: ReceivedResponse): Problem[] {
  const { expectation, subject, part, brokenRules, certainty } = one
  const { status } = response
  const isSuccess = status >= 200 && status < 300
  const problem = (check: Problem['check'], message: string, key: string): Problem => ({
    check,
    message: `responds ${status} ${message}`,
    key: `${status} ${key}`,
    certainty,
  })
  if (expectation === 'success' && !isSuccess) {
    return [problem('positive-rejected', `to a valid request (${subject})`, part)]
  }
  if (expectation === 'unauthorized') {
    // that the credential matters is certain; the status may be an assumption
    if (isSuccess) return [{ ...problem('credential-ignored', `to ${subject}`, ''), certainty: 'stated' }]
    if ([401, 403, 404].includes(status)) return []
    return [problem('positive-rejected', `to ${subject}, expected 401`, 'credential')]
  }
  if (expectation === 'rejected' && isSuccess) {
    return [{ ...problem('negative-accepted', `although ${subject}`, brokenRules.join('; ')), brokenRules }]
  }
  if (expectation === 'methodNotAllowed' && status !== 405) {
    return [problem('unsupported-method', 'to an undocumented method, expected 405', '')]
  }
  return isOfOperation(one) ? [] : checkAllow(one, response)
}

/** Checks that `Allow` lists the documented method (RFC 9110 sections 10.2.1 and 15.5.6). */
function checkAllow(
  { operation, request, expectation }: ConformanceCase,
  { headers }: ReceivedResponse,
): Problem[] {
  const problem = (message: string): Problem[] => [{ check: 'allow-header', message, certainty: 'assumed' }]
  const isRequired = expectation === 'methodNotAllowed'
  const allow = headers.get('allow')
  if (allow === null) return isRequired ? problem('responds 405 without Allow') : []
  const allowed = allow.split(',').map((method) => method.trim().toUpperCase())
  if (!allowed.includes(operation.method)) {
    return problem(`responds with an Allow that lacks ${operation.method}`)
  }
  const isContradiction = isRequired && allowed.includes(request.method)
  return isContradiction ? problem('responds 405 with an Allow that lists the method') : []
}
