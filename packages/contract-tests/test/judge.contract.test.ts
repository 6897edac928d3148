import { describe, expect, test } from 'vitest'

import { qciContract } from '../src/contract.ts'
import { readContract } from '../src/openapi/contract.ts'
import { judgeAnswer } from '../src/openapi/judge-answer.ts'
import { judgeRequest } from '../src/openapi/judge-request.ts'
import { createSchemas } from '../src/openapi/schemas.ts'

const contract = readContract(qciContract)
const schemas = createSchemas(contract.document)
const [post, health] = contract.operations
const json = { 'content-type': 'application/json; charset=utf-8' }
const GOOD = {
  access_token: 'a',
  expires_at_rfc3339: '2026-01-01T00:00:00Z',
  token_type: 'Bearer',
  organization_id: 'o',
  user_id: 'u',
}
const toBytes = (text: string) => new TextEncoder().encode(text)

const judge = (body: unknown, status = 200, headers: Record<string, string> = json, operation = post!) =>
  judgeAnswer(contract, schemas, operation, {
    status,
    headers: new Headers(headers),
    body: toBytes(typeof body === 'string' ? body : JSON.stringify(body)),
  })

describe('an answer', () => {
  test('that is as the contract says is without a problem', () => {
    expect(judge(GOOD)).toEqual([])
  })

  test.each([
    ['a missing field', { ...GOOD, user_id: undefined }, 'the body of 200 at /user_id is missing'],
    ['a field of another type', { ...GOOD, user_id: 1 }, 'the body of 200 at /user_id must be string'],
    [
      'a date of another form',
      { ...GOOD, expires_at_rfc3339: '2026-01-01 00:00:00Z' },
      'the body of 200 at /expires_at_rfc3339 must match format "date-time"',
    ],
    [
      'a date that does not exist',
      { ...GOOD, expires_at_rfc3339: '2026-02-30T00:00:00Z' },
      'the body of 200 at /expires_at_rfc3339 must match format "date-time"',
    ],
    ['an array', [], 'the body of 200 must be object'],
    ['no JSON', '{', 'the body of 200 is not JSON'],
  ])('with %s is found', (_, body, message) => {
    expect(judge(body)).toEqual([{ check: 'response-body', message, isAssumed: false }])
  })

  test('that breaks what the contract only assumes says so', () => {
    expect(judge({ ...GOOD, access_token: 'a b' })).toMatchObject([{ isAssumed: true }])
    expect(judge({}, 401)).toMatchObject([{ check: 'response-body', isAssumed: true }])
    expect(judge({}, 400)).toMatchObject([{ check: 'response-body', isAssumed: false }])
  })

  test('with a field that is not described is told apart from one that is wrong', () => {
    expect(judge({ ...GOOD, extra: 1 })).toMatchObject([{ check: 'unknown-field' }])
  })

  test('of an undocumented content type is found', () => {
    expect(judge(GOOD, 200, { 'content-type': 'text/html' })).toMatchObject([
      { check: 'content-type', message: 'answers 200 with text/html, not application/json' },
    ])
    expect(judge(GOOD, 200, {})).toMatchObject([
      { check: 'content-type', message: 'answers 200 with no content type, not application/json' },
    ])
  })

  test('of an undocumented status is found: default stands for failures alone', () => {
    expect(judge(GOOD, 201)).toMatchObject([{ check: 'undocumented-status' }])
    expect(judge({ message: 'm' }, 418)).toEqual([])
  })
})

describe('a request', () => {
  const rulesOf = (body: string, headers: Record<string, string> = json, operation = post!) =>
    judgeRequest(contract, schemas, operation, {
      method: operation.method,
      target: operation.path,
      headers: new Headers(headers),
      body: body === '' ? undefined : toBytes(body),
    }).map(({ rule }) => rule)

  test('is held against body and headers', () => {
    expect(rulesOf('{"refresh_token":"RT"}')).toEqual([])
    expect(rulesOf('')).toEqual(['body is missing'])
    expect(rulesOf('{}')).toEqual(['body/refresh_token is missing'])
    expect(rulesOf('{"refresh_token":1}')).toEqual(['body/refresh_token must be string'])
    expect(rulesOf('\uFEFF{"refresh_token":"RT"}')).toEqual(['body begins with a byte order mark'])
    expect(rulesOf('{"refresh_token":"RT"}', { 'content-type': 'text/plain' })).toEqual([
      'header Content-Type must be application/json',
    ])
    expect(rulesOf('{"refresh_token":"RT"}', { ...json, 'x-request-timeout-nano': '1.5' })).toEqual([
      'header X-Request-Timeout-Nano must match pattern "^[0-9]+$"',
    ])
  })

  test('without a documented body has none', () => {
    expect(rulesOf('', json, health)).toEqual([])
    expect(rulesOf('{}', json, health)).toEqual(['there is a body'])
  })
})
