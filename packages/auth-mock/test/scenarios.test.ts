import { expect, test } from 'vitest'

import { createAuthMock, type Scenario, type ScenarioName } from '@qci-client/auth-mock'

import { callerOf, statusesOf } from './support/caller.ts'

const NOON = Date.parse('2026-06-01T12:00:00Z')

function setUp(scenario: ScenarioName | Scenario) {
  const mock = createAuthMock({ now: () => NOON })
  mock.scenarios.play(scenario)
  return { mock, ...callerOf(mock) }
}

test('the scenario expired expires the API token', async () => {
  const { mock, post } = setUp('expired')
  expect((await post()).status).toBe(401)
  expect(mock.journal.last()?.response?.body).toEqual({ message: 'API token has expired' })
})

test('the scenario revoked revokes the API token', async () => {
  const { mock, post } = setUp('revoked')
  expect((await post()).status).toBe(401)
  expect(mock.journal.last()?.response?.body).toEqual({ message: 'API token has been revoked' })
})

test('the scenario outage responds 503 until the mock is reset', async () => {
  const { mock, post } = setUp('outage')
  expect(await statusesOf(5, post)).toEqual([503, 503, 503, 503, 503])
  mock.reset()
  expect((await post()).status).toBe(200)
})

test('the scenario slow delays every response by three seconds', () => {
  const { mock } = setUp('slow')
  expect(mock.faults.list()).toMatchObject([{ kind: 'latency', delayMs: 3_000, times: 'forever' }])
})

test('the scenario flaky responds 503 to half of the requests, always the same ones', async () => {
  const draw = async (): Promise<number[]> => statusesOf(20, setUp('flaky').post)
  const statuses = await draw()
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
  expect(await draw()).toEqual(statuses)
})

test('the scenario clockSkew sets the clock of the API an hour ahead', async () => {
  const { post } = setUp('clockSkew')
  const response = await post()
  expect(response.headers.get('date')).toBe('Mon, 01 Jun 2026 13:00:00 GMT')
  expect(await response.json()).toMatchObject({ expires_at_rfc3339: '2026-06-01T14:00:00Z' })
})

test('the scenario malformed sends bodies that are not JSON', async () => {
  const { post } = setUp('malformed')
  await expect((await post()).json()).rejects.toThrow(SyntaxError)
})

test('the scenario throttled responds 429 three times with Retry-After, then as usual', async () => {
  const { post } = setUp('throttled')
  expect((await post()).headers.get('retry-after')).toBe('1')
  expect(await statusesOf(3, post)).toEqual([429, 429, 200])
})

test('scenarios.names lists every name', () => {
  const { scenarios } = createAuthMock()
  expect(scenarios.names).toEqual([
    'expired',
    'revoked',
    'outage',
    'slow',
    'flaky',
    'clockSkew',
    'malformed',
    'throttled',
  ])
  for (const name of scenarios.names) createAuthMock().scenarios.play(name)
})

test('a custom scenario sets clock, tokens and faults', async () => {
  const { post } = setUp({
    clock: { freezeAt: '2030-01-01T00:00:00Z' },
    apiTokens: 'revoke',
    faults: [{ kind: 'status', status: 502 }],
  })
  const first = await post()
  expect([first.status, first.headers.get('date')]).toEqual([502, 'Tue, 01 Jan 2030 00:00:00 GMT'])
  expect((await post()).status).toBe(401)
})

test('reset() restores the scenario of the option', async () => {
  const mock = createAuthMock({ scenario: 'revoked' })
  const { post } = callerOf(mock)
  mock.tokens.add('mock-api-token')
  expect((await post()).status).toBe(200)
  mock.reset()
  expect((await post()).status).toBe(401)
})

test.each<[string, unknown]>([
  ['Unknown scenario "sunshine"; use one of expired,', 'sunshine'],
  ['A scenario must be an object', 7],
  [
    'A scenario has no field "fault"; it has apiTokens, clock.offsetMs, clock.freezeAt, faults',
    { fault: [] },
  ],
  ['A scenario has no field "clock.skewMs"', { clock: { skewMs: 1 } }],
  ["apiTokens must be 'expire' or 'revoke'", { apiTokens: 'remove' }],
  ['faults must be a list', { faults: {} }],
  ['The field kind', { faults: [{ kind: 'explosion' }] }],
])('an invalid scenario is rejected: %s', (message, scenario) => {
  expect(() => createAuthMock().scenarios.play(scenario as Scenario)).toThrow(message)
})
