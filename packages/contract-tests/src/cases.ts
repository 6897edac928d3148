import { findOperation } from './contract.ts'
import type { Operation } from './contract.ts'
import type { Target } from './targets.ts'

/** How to bring a documented status about. */
export interface Case {
  operationId: string
  /** As the contract names it: `200`, `default`. */
  status: string
  /** What `default` is here. */
  expectedStatus: number
  request: (target: Target) => Request
}

const POST = '/auth/v1/access-tokens/'
const HEALTH = '/auth/v1/access-tokens/health'
const VERSION = '/auth/v1/access-tokens/version'

const post = (target: Target, body: unknown) =>
  new Request(target.url + POST, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const get = (target: Target, path: string, headers: Record<string, string> = {}) =>
  new Request(target.url + path, { headers })

/** Lets the mock fail before the request is made. */
const whileAway = (target: Target, request: Request) => {
  target.mock.faults.add({ kind: 'status', status: 503, headers: { 'retry-after': '30' } })
  return request
}

const of = (
  method: string,
  path: string,
  status: string,
  expectedStatus: number,
  request: Case['request'],
): Case => {
  const operation: Operation | undefined = findOperation(method, path)
  return { operationId: operation?.operationId ?? 'nothing of the contract', status, expectedStatus, request }
}

/** One case for each documented operation and status. */
export const cases: Case[] = [
  of('POST', POST, '200', 200, (target) => post(target, { refresh_token: target.apiToken })),
  of('POST', POST, '400', 400, (target) => post(target, {})),
  of('POST', POST, '401', 401, (target) => post(target, { refresh_token: 'unknown' })),
  of('POST', POST, 'default', 503, (target) =>
    whileAway(target, post(target, { refresh_token: target.apiToken })),
  ),
  ...[HEALTH, VERSION].flatMap((path) => [
    of('GET', path, '200', 200, (target) => get(target, path)),
    of('GET', path, '400', 400, (target) => get(target, path, { 'x-request-timeout-nano': 'soon' })),
    of('GET', path, 'default', 503, (target) => whileAway(target, get(target, path))),
  ]),
]
