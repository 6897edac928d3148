import { describe, expect, test } from 'vitest'

import { type AuthMockOptions, createAuthMock } from '@qci-client/auth-mock'

import { callerOf, statusesOf } from './support/caller.ts'

const NOON = Date.parse('2026-06-01T12:00:00Z')

function setUp(options: AuthMockOptions = {}) {
  const mock = createAuthMock({ apiToken: 'first-api-token', now: () => NOON, ...options })
  return { mock, tokens: mock.tokens, ...callerOf(mock) }
}

/** The status and the message of a rejection. */
async function rejection(promise: Promise<Response>): Promise<[number, string]> {
  const response = await promise
  return [response.status, ((await response.json()) as { message: string }).message]
}

describe('an API token', () => {
  test('an unknown, expired, revoked or used up API token is rejected with its own message', async () => {
    const { tokens, post } = setUp()
    tokens.add('expired-token', { expiresAt: NOON })
    tokens.add('revoked-token')
    tokens.revoke('revoked-token')
    tokens.add('spent-token', { maxUses: 0 })

    expect(await rejection(post('unknown-token'))).toEqual([401, 'API token is unknown'])
    expect(await rejection(post('expired-token'))).toEqual([401, 'API token has expired'])
    expect(await rejection(post('revoked-token'))).toEqual([401, 'API token has been revoked'])
    expect(await rejection(post('spent-token'))).toEqual([401, 'API token has been used up'])
  })

  test('an API token can be exchanged maxUses times', async () => {
    const { tokens, post } = setUp()
    tokens.add('twice-token', { maxUses: 2 })
    expect(await statusesOf(3, () => post('twice-token'))).toEqual([200, 200, 401])
    expect(tokens.list().map(({ uses }) => uses)).toEqual([0, 2])
  })

  test('the response has the user, the organization and the expiry of the API token', async () => {
    const { tokens, post } = setUp({ lifetimeMs: 1_000 })
    tokens.add('other-token', { userId: 'u', organizationId: 'o', lifetimeMs: 60_000 })
    expect(await (await post('other-token')).json()).toMatchObject({
      user_id: 'u',
      organization_id: 'o',
      expires_at_rfc3339: '2026-06-01T12:01:00Z',
    })
  })

  test('an API token is valid until it expires on the mock’s clock', async () => {
    const { mock, tokens, post } = setUp()
    tokens.add('brief-token', { expiresAt: '2026-06-01T12:00:01Z' })
    expect((await post('brief-token')).status).toBe(200)
    mock.clock.advance(1_000)
    expect((await post('brief-token')).status).toBe(401)
  })

  test('an API token can be changed by its value or its ref', async () => {
    const { tokens, post } = setUp()
    expect(tokens.add('second-api-token')).toBe('api-2')
    tokens.revoke('api-2')
    expect(await rejection(post('second-api-token'))).toEqual([401, 'API token has been revoked'])
    tokens.remove('api-2')
    expect(await rejection(post('second-api-token'))).toEqual([401, 'API token is unknown'])
  })

  test('a revoked API token that is added again keeps its ref and is valid', async () => {
    const { tokens, post } = setUp()
    tokens.revoke('first-api-token')
    expect(tokens.add('first-api-token')).toBe('api-1')
    expect((await post()).status).toBe(200)
  })

  test('changing an unknown token fails with a message that does not show it', () => {
    const { tokens } = setUp()
    for (const change of ['expire', 'revoke', 'remove'] as const) {
      expect(() => tokens[change]('a-secret-token')).toThrow(/^Unknown token: (?!.*secret)/)
    }
  })

  test.each([
    ['An API token', () => setUp({ apiToken: '' })],
    ['An API token', () => setUp({ apiToken: 'with space' })],
    ['userId', () => setUp().tokens.add('t', { userId: 1 as never })],
    ['expiresAt', () => setUp().tokens.add('t', { expiresAt: 'soon' })],
    ['maxUses', () => setUp().tokens.add('t', { maxUses: -1 })],
    ['lifetimeMs', () => setUp().tokens.add('t', { lifetimeMs: Number.POSITIVE_INFINITY })],
    ['lifetimeMs', () => setUp({ lifetimeMs: Number.NaN })],
  ])('an invalid API token is rejected: %s', (name, add) => {
    expect(add).toThrow(name)
  })
})

describe('an access token', () => {
  test('each exchange returns another access token, which begins with mock.', async () => {
    const { token } = setUp()
    const tokens = [await token(), await token(), await token()]
    expect(new Set(tokens).size).toBe(3)
    for (const one of tokens) expect(one).toMatch(/^mock\.\d+\.[0-9a-z]{24}$/)
  })

  test('access tokens are the same for the same seed', async () => {
    const [one, same, other] = await Promise.all([1, 1, 2].map((seed) => setUp({ seed }).token()))
    expect(one).toBe(same)
    expect(one).not.toBe(other)
  })

  test('an access token of one mock is not valid in another', async () => {
    const token = await setUp().token()
    expect(setUp().tokens.isLive(token)).toBe(false)
  })

  test('an access token expires at a whole second; a fraction of its life is dropped', async () => {
    const { post } = setUp({ now: () => NOON + 900, lifetimeMs: 1_999 })
    expect(await (await post()).json()).toMatchObject({ expires_at_rfc3339: '2026-06-01T12:00:02Z' })
  })

  test('an access token can be expired, revoked or removed, by its value or its ref', async () => {
    const { tokens, token } = setUp()
    const [first, second, third] = [await token(), await token(), await token()]
    tokens.expire(first)
    tokens.revoke('access-2')
    tokens.remove(third)
    expect([first, second, third].map((one) => tokens.isLive(one))).toEqual([false, false, false])
  })

  test('an access token stays valid when its API token is revoked', async () => {
    const { tokens, token } = setUp()
    const accessToken = await token()
    tokens.revoke('api-1')
    expect(tokens.isLive(accessToken)).toBe(true)
  })
})

describe('reset', () => {
  test('reset() restores the initial API tokens, unused, and removes the others', async () => {
    const { mock, tokens, post } = setUp({ apiTokens: [{ token: 'second-api-token', maxUses: 1 }] })
    tokens.revoke('first-api-token')
    tokens.add('third-api-token')
    await post('second-api-token')
    mock.reset()

    expect((await post()).status).toBe(200)
    expect((await post('second-api-token')).status).toBe(200)
    expect((await post('third-api-token')).status).toBe(401)
  })

  test('reset() ends all access tokens, and none of them is issued again', async () => {
    const { mock, token } = setUp({ seed: 1 })
    const before = await token()
    mock.reset()
    expect(mock.tokens.isLive(before)).toBe(false)
    expect(await token()).not.toBe(before)
  })
})

test('the list of API tokens shows no token', () => {
  const { tokens } = setUp()
  tokens.add('limited-token', { maxUses: 3, lifetimeMs: 5_000, expiresAt: NOON })
  expect(JSON.stringify(tokens.list())).not.toContain('-token')
  expect(tokens.list()[1]).toEqual({
    ref: 'api-2',
    userId: 'mock-user',
    organizationId: 'mock-organization',
    expiresAtMs: NOON,
    maxUses: 3,
    lifetimeMs: 5_000,
    uses: 0,
    revoked: false,
  })
})
