import { isOfOperation } from '../cases/case.ts'
import type { ConformanceCase } from '../cases/case.ts'
import type { ReceivedResponse } from '../http/send.ts'
import { checkDocumented } from './check-documented.ts'
import { checkExpectation } from './check-expectation.ts'
import type { Problem } from './problem.ts'

/** Lists everything that is wrong with the response to a case. No secret may occur in the response. */
export function checkResponse(
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
  const problems = isOfOperation(one) ? checkDocumented(one.operation, response) : []
  const isUndocumented = problems.some(({ check }) => check === 'undocumented-status')
  return [...problems, ...(isUndocumented ? [] : checkExpectation(one, response)), ...echo]
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
