import { getResponse } from 'msw/utils/get-response'
import { expect, test } from 'vitest'

import { createAuthMock } from '@qci-client/auth-mock'

import { validateResponse } from '../src/contract/validate-response.ts'
import { callerOf } from './support/caller.ts'

test('assertClean passes when requests match the contract and all faults were used', async () => {
  const mock = createAuthMock()
  mock.faults.outage(1)
  const { post } = callerOf(mock)
  await post()
  await post('bogus') // rejected, but well formed
  await getResponse(
    mock.handlers,
    new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/`, { method: 'OPTIONS' }),
  )
  expect(() => mock.assertClean()).not.toThrow()
})

test('assertClean reports requests that violate the contract or match no path', async () => {
  const mock = createAuthMock()
  const call = async (path: string, init?: RequestInit): Promise<unknown> =>
    getResponse(mock.handlers, new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/${path}`, init))
  await call('', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
  await call('nowhere')
  await call('health', { method: 'PUT' })
  expect(() => mock.assertClean()).toThrow(
    [
      'Contract violations or unused faults:',
      '- #1 POST /auth/v1/access-tokens/: body/refresh_token is missing',
      '- #2 GET /auth/v1/access-tokens/nowhere: no such path or method',
      '- #3 PUT /auth/v1/access-tokens/health: no such path or method',
    ].join('\n'),
  )
})

test('assertClean reports a fault that was never used', () => {
  const mock = createAuthMock()
  mock.faults.outage('forever')
  expect(() => mock.assertClean()).toThrow('fault 1 (status) was never used')
  mock.faults.clear()
  expect(() => mock.assertClean()).not.toThrow()
})

test('assertClean passes after a reset', async () => {
  const mock = createAuthMock()
  await getResponse(mock.handlers, new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/nowhere`))
  mock.reset()
  expect(() => mock.assertClean()).not.toThrow()
})

test('a response that violates the contract becomes a 500 with the reason', () => {
  const bugs: string[] = []
  const check = (status: number, body: unknown) =>
    validateResponse('getAccessTokensHealth', { status, headers: {}, body }, (bug) => bugs.push(bug))

  expect(check(200, { message: 'OK' })).toMatchObject({ status: 200 })
  expect(check(418, { message: 'by default' })).toMatchObject({ status: 418 })
  expect(bugs).toEqual([])

  const text = "mock bug: getAccessTokensHealth 200: body must have required property 'message'"
  expect(check(200, {})).toMatchObject({ status: 500, body: { message: text } })
  expect(bugs).toEqual([text])
})

test('an error of the mock is a 500 that assertClean reports', async () => {
  const mock = createAuthMock({ now: () => Number.NaN })
  const response = await callerOf(mock).post()
  expect(response.status).toBe(500)
  expect(await response.text()).toContain('mock bug')
  expect(() => mock.assertClean()).toThrow('mock bug: RangeError')
})
