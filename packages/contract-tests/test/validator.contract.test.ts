import { describe, expect, test } from 'vitest'

import { findOperation } from '../src/contract.ts'
import { createContractValidator } from '../src/validator.ts'

const validator = createContractValidator()
const post = findOperation('POST', '/auth/v1/access-tokens/')!
const health = findOperation('GET', '/auth/v1/access-tokens/health')!
const json = { 'content-type': 'application/json; charset=utf-8' }
const GOOD = {
  access_token: 'a',
  expires_at_rfc3339: '2026-01-01T00:00:00Z',
  token_type: 'Bearer',
  organization_id: 'o',
  user_id: 'u',
}
const judge = (body: unknown, headers: Record<string, string> = json) =>
  validator.validateAnswer(post, 200, {
    headers: new Headers(headers),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('an answer', () => {
  test('that is as the contract says is without a finding, unknown fields included', () => {
    expect(judge(GOOD)).toEqual([])
    expect(judge({ ...GOOD, extra: 1 })).toEqual([])
  })

  test.each([
    ['a missing field', { ...GOOD, user_id: undefined }],
    ['a field of another type', { ...GOOD, user_id: 1 }],
    ['a date of another form', { ...GOOD, expires_at_rfc3339: '2026-01-01 00:00:00Z' }],
    ['a date that does not exist', { ...GOOD, expires_at_rfc3339: '2026-02-30T00:00:00Z' }],
    ['a token that fits no header', { ...GOOD, access_token: 'a b' }],
    ['an array', []],
    ['no JSON', '{'],
  ])('with %s is found', (_, body) => {
    expect(judge(body)).toHaveLength(1)
  })

  test('of an undocumented content type is found', () => {
    expect(judge(GOOD, { 'content-type': 'text/html' })).toEqual([
      'postAccessTokens 200 body has the undocumented content type text/html',
    ])
  })

  test('of an undocumented status is found', () => {
    const noDefault = { ...post, statuses: ['200'] }
    expect(validator.validateAnswer(noDefault, 418, { headers: new Headers(json), body: '{}' })).toHaveLength(
      1,
    )
  })
})

describe('a request', () => {
  const request = (body: string, headers: Record<string, string> = json) => ({
    headers: new Headers(headers),
    body,
  })

  test('is held against body and headers', () => {
    expect(validator.validateRequest(post, request('{"refresh_token":"RT"}'))).toEqual([])
    expect(validator.validateRequest(post, request('{}'))).toHaveLength(1)
    expect(validator.validateRequest(post, request('{"refresh_token":""}'))).toHaveLength(1)
    expect(
      validator.validateRequest(
        post,
        request('{"refresh_token":"RT"}', { ...json, 'x-request-timeout-nano': '1.5' }),
      ),
    ).toHaveLength(1)
  })

  test('without a documented body has none', () => {
    expect(validator.validateRequest(health, request(''))).toEqual([])
    expect(validator.validateRequest(health, request('{}'))).toHaveLength(1)
  })
})
