import { getResponse } from 'msw/utils/get-response'
import { describe, expect, test } from 'vitest'

import { type AuthMockOptions, createAuthMock, type JournalEntry } from '@qci-client/auth-mock'

import { callerOf, statusesOf } from './support/caller.ts'

const NOON = Date.parse('2026-06-01T12:00:00Z')

function setUp(options: AuthMockOptions = {}) {
  const mock = createAuthMock({ now: () => NOON, ...options })
  return { mock, journal: mock.journal, ...callerOf(mock) }
}

test('an entry shows request, response and token refs, but no token', async () => {
  const { mock, journal, post } = setUp()
  await post(undefined, { 'X-Test': 'yes' })
  expect(journal.list()).toEqual<JournalEntry[]>([
    {
      seq: 1,
      at: NOON,
      operation: 'postAccessTokens',
      method: 'POST',
      path: '/auth/v1/access-tokens/',
      headers: { 'content-type': 'application/json', 'x-test': 'yes' },
      body: { refresh_token: '[masked]' },
      tokenRef: 'api-1',
      violations: [],
      fault: undefined,
      response: {
        status: 200,
        headers: {
          'content-type': 'application/json',
          'cache-control': 'no-store',
          date: 'Mon, 01 Jun 2026 12:00:00 GMT',
        },
        body: {
          access_token: '[masked]',
          expires_at_rfc3339: '2026-06-01T13:00:00Z',
          token_type: 'Bearer',
          organization_id: 'mock-organization',
          user_id: 'mock-user',
        },
        tokenRef: 'access-1',
      },
      state: 'done',
    },
  ])
  expect(mock.env.QCI_TOKEN).toBe('mock-api-token')
})

test('tokens have different refs, also unknown ones', async () => {
  const { mock, journal, post } = setUp()
  mock.tokens.add('second-api-token')
  for (const token of ['mock-api-token', 'second-api-token', 'bogus-a', 'bogus-b', 'bogus-a'])
    await post(token)
  expect(journal.list().map(({ tokenRef }) => tokenRef)).toEqual([
    'api-1',
    'api-2',
    'unknown-1',
    'unknown-2',
    'unknown-1',
  ])
  expect(journal.list().map(({ response }) => response?.tokenRef)).toEqual([
    'access-1',
    'access-2',
    undefined,
    undefined,
    undefined,
  ])
})

test('unknown tokens never share a ref', async () => {
  const { journal, post } = setUp()
  await statusesOf(600, () => post(`token-${journal.count()}`))
  await post('token-599')
  await post('token-0') // forgotten by now
  const refs = journal.list().map(({ tokenRef }) => tokenRef)
  expect(new Set(refs.slice(0, 600)).size).toBe(600)
  expect(refs.slice(600)).toEqual(['unknown-600', 'unknown-601'])
})

test('a request is in the journal from its arrival, open until the response', async () => {
  const { mock, journal, post } = setUp()
  mock.faults.add({ kind: 'latency', delayMs: 600_000 })
  const pending = post()
  await journal.waitFor({ operation: 'postAccessTokens' })
  expect(journal.last()).toMatchObject({
    state: 'open',
    fault: { id: 1, kind: 'latency' },
    response: undefined,
  })
  mock.close()
  await pending
  expect(journal.last()).toMatchObject({ state: 'aborted', response: undefined })
})

test('a request whose caller disconnects is aborted', async () => {
  const { mock, journal, get } = setUp()
  mock.faults.add({ kind: 'hang' })
  const caller = new AbortController()
  const pending = get('health', { signal: caller.signal })
  await journal.waitFor({ count: 1 })
  caller.abort()
  await pending
  expect(journal.last()).toMatchObject({ state: 'aborted' })
})

test('a request that a fault dropped is done', async () => {
  const { mock, journal, post } = setUp()
  mock.faults.add({ kind: 'reset' })
  await post()
  expect(journal.last()).toMatchObject({ state: 'done', fault: { kind: 'reset' }, response: undefined })
})

test('an entry shows the response as a fault changed it', async () => {
  const { mock, journal, post } = setUp()
  mock.faults.add({ kind: 'patch', body: { user_id: 'patched' } })
  mock.faults.add({ kind: 'malformedJson' })
  mock.faults.add({ kind: 'oversize' })
  mock.faults.add({ kind: 'empty' })
  await statusesOf(4, post)
  expect(journal.list().map(({ response }) => response?.body)).toEqual([
    expect.objectContaining({ user_id: 'patched', access_token: '[masked]' }),
    expect.stringMatching(/^\{"access_token":"\[masked\]".*"mock-user"$/),
    '[2097152 bytes]',
    undefined,
  ])
})

test('listed entries are copies', async () => {
  const { mock, journal, post } = setUp()
  mock.faults.add({ kind: 'latency', delayMs: 600_000 })
  const pending = post()
  const [open] = await journal.waitFor({ count: 1 })
  mock.close()
  await pending
  expect([open?.state, journal.last()?.state]).toEqual(['open', 'aborted'])
})

test('the journal lists and counts entries by operation', async () => {
  const { journal, post, get } = setUp()
  await get('health')
  await post()
  await get('health')
  const health = { operation: 'getAccessTokensHealth' } as const
  expect(journal.list(health).map(({ seq }) => seq)).toEqual([1, 3])
  expect([
    journal.count(),
    journal.count(health),
    journal.count({ operation: 'getAccessTokensVersion' }),
  ]).toEqual([3, 2, 0])
  expect(journal.last({ operation: 'postAccessTokens' })?.seq).toBe(2)
  expect(journal.tokenRequests().map(({ seq }) => seq)).toEqual([2])
})

test('the journal keeps the last thousand entries and counts all', async () => {
  const { journal, get } = setUp()
  await statusesOf(2_100, () => get('health'))
  expect(journal.list().map(({ seq }) => seq)).toEqual(Array.from({ length: 1_000 }, (_, i) => 1_101 + i))
  expect(journal.count()).toBe(2_100)
})

test('the journal is empty after clear(), and the numbering continues', async () => {
  const { journal, get } = setUp()
  await get('health')
  journal.clear()
  expect([journal.list(), journal.count(), journal.last()]).toEqual([[], 0, undefined])
  await get('health')
  expect(journal.last()?.seq).toBe(2)
})

test('onExchange is called for each completed request, and its errors are ignored', async () => {
  const exchanges: string[] = []
  const { mock, get } = setUp({
    onExchange({ state, response }) {
      exchanges.push(`${state} ${response?.status}`)
      throw new Error('a failing hook')
    },
  })
  mock.faults.add({ kind: 'reset' })
  expect(await statusesOf(2, () => get('health'))).toEqual([0, 200])
  expect(exchanges).toEqual(['done undefined', 'done 200'])
})

describe('waitFor', () => {
  test('waitFor resolves as soon as the number of requests has arrived', async () => {
    const { journal, get, post } = setUp()
    const waited = journal.waitFor({ operation: 'getAccessTokensHealth', count: 2 })
    await get('health')
    await post()
    await get('health')
    expect((await waited).map(({ seq }) => seq)).toEqual([1, 3])
  })

  test('waitFor resolves at once when the requests have arrived already', async () => {
    const { journal, get } = setUp()
    await get('health')
    expect(await journal.waitFor({ count: 1 })).toHaveLength(1)
  })

  test('waitFor rejects when the time limit passes, with the number of requests', async () => {
    const { journal, get } = setUp()
    await get('health')
    await expect(journal.waitFor({ count: 2, timeoutMs: 1 })).rejects.toThrow(
      'Waited 1 ms for 2 requests, got 1',
    )
    await expect(journal.waitFor({ operation: 'postAccessTokens', timeoutMs: 1 })).rejects.toThrow(
      'Waited 1 ms for 1 request to postAccessTokens, got 0',
    )
  })

  test('waitFor with timeoutMs: Infinity waits until a request arrives', async () => {
    const { journal, get } = setUp()
    const waited = journal.waitFor({ timeoutMs: Infinity })
    await expect(journal.waitFor({ timeoutMs: 2 })).rejects.toThrow('Waited 2 ms')
    await get('health')
    expect(await waited).toHaveLength(1)
  })

  test.each<[string, object]>([
    ['count must be an integer, at least 0', { count: Number.NaN }],
    ['timeoutMs must be a number, at least 0', { timeoutMs: '5' }],
    ['operation must be one of postAccessTokens,', { operation: 'post' }],
  ])('waitFor rejects an invalid argument at once: %s', async (message, wait) => {
    const { journal } = setUp()
    await expect(journal.waitFor(wait)).rejects.toThrow(message)
  })

  test('waitFor rejects when the mock is reset or closed', async () => {
    const { mock, journal } = setUp()
    const first = journal.waitFor({ count: 1 })
    mock.reset()
    await expect(first).rejects.toThrow('The mock was reset')
    const second = journal.waitFor({ count: 1 })
    mock.close()
    await expect(second).rejects.toThrow('The mock was closed')
  })
})

test('an entry shows the first hundred fields of a request body', async () => {
  const { mock, journal } = setUp()
  const fields = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`field${at}`, at]))
  await getResponse(
    mock.handlers,
    new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    }),
  )
  const body = journal.last()?.body as Record<string, unknown>
  expect(Object.keys(body)).toHaveLength(101)
  expect(body).toMatchObject({ field0: '[number]', field99: '[number]', '…': '[900 more fields]' })
})
