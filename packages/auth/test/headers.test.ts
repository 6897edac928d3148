import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { AuthClient } from '@qci-client/auth'

import { createHarness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

describe('headers', () => {
  test('headersWithoutAuthorization equals that of the Python original', () => {
    expect(createHarness().client.headersWithoutAuthorization).toStrictEqual({
      'Content-Type': 'application/json',
      Connection: 'close',
    })
    expect(createHarness({ timeoutMs: 2_500 }).client.headersWithoutAuthorization).toEqual({
      'Content-Type': 'application/json',
      Connection: 'close',
      'X-Request-Timeout-Nano': '2500000000',
    })
  })

  test('headers carry the access token as Bearer, however the API writes token_type', async () => {
    const { client, obtain } = createHarness({ timeoutMs: 1_000 })
    await obtain({ body: { token_type: 'bEARER' } })
    await expect(client.getHeaders()).resolves.toEqual({
      'Content-Type': 'application/json',
      Connection: 'close',
      'X-Request-Timeout-Nano': '1000000000',
      Authorization: 'Bearer access-token-1',
    })
    await expect(client.getHeadersWithoutConnectionClose()).resolves.toEqual({
      'Content-Type': 'application/json',
      'X-Request-Timeout-Nano': '1000000000',
      Authorization: 'Bearer access-token-1',
    })
  })

  test('headers from memory equal those from a first exchange', async () => {
    const { client, latest, token } = createHarness()
    const fresh = [client.getHeaders(), client.getHeadersWithoutConnectionClose()]
    await settle()
    await latest().respond(token())
    expect(await Promise.all(fresh)).toEqual([
      await client.getHeaders(),
      await client.getHeadersWithoutConnectionClose(),
    ])
  })

  test('getHeaders({ keepAlive: true }) omits Connection: close, from memory and from an exchange', async () => {
    const { client, latest, token } = createHarness()
    const first = client.getHeaders({ keepAlive: true })
    await settle()
    await latest().respond(token())
    const expected = { 'Content-Type': 'application/json', Authorization: 'Bearer access-token-1' }
    await expect(first).resolves.toStrictEqual(expected)
    await expect(client.getHeaders({ keepAlive: true })).resolves.toStrictEqual(expected)
    await expect(client.getHeaders({ keepAlive: false })).resolves.toHaveProperty('Connection', 'close')
  })

  test.each<[string, (client: AuthClient) => Promise<Record<string, string>>]>([
    ['getHeaders()', (client) => client.getHeaders()],
    ['getHeaders({ keepAlive: true })', (client) => client.getHeaders({ keepAlive: true })],
    ['getHeadersWithoutConnectionClose()', (client) => client.getHeadersWithoutConnectionClose()],
  ])('the headers of %s are a new plain object each time, also for calls of one exchange', async (_, get) => {
    const { client, latest, token } = createHarness()
    const calls = [get(client), get(client)]
    await settle()
    await latest().respond(token())
    const all = [...(await Promise.all(calls)), await get(client), await get(client)]
    expect(new Set(all).size).toBe(4)
    for (const headers of all) {
      expect(headers).toHaveProperty('Authorization', 'Bearer access-token-1')
      headers['Authorization'] = 'changed'
    }
    await expect(get(client)).resolves.toHaveProperty('Authorization', 'Bearer access-token-1')
  })

  test('headersWithoutAuthorization is a new plain object each time', () => {
    const { client } = createHarness()
    client.headersWithoutAuthorization['Connection'] = 'changed'
    expect(client.headersWithoutAuthorization['Connection']).toBe('close')
  })

  test('the token information is frozen, and the same object while its token is cached', async () => {
    const { client, obtain } = createHarness()
    await obtain()
    const info = await client.getAccessTokenInfo()
    expect(Object.isFrozen(info)).toBe(true)
    expect(await client.getAccessTokenInfo()).toBe(info)
  })
})

describe('X-Request-Timeout-Nano', () => {
  const nanoOf = (timeoutMs: number) =>
    createHarness({ timeoutMs }).client.headersWithoutAuthorization['X-Request-Timeout-Nano']

  test('X-Request-Timeout-Nano has decimal digits, however large it is', () => {
    expect(nanoOf(1e13)).toBe('10000000000000000000')
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e15, noNaN: true }), (timeoutMs) => {
        expect(nanoOf(timeoutMs)).toMatch(/^\d+$/)
      }),
    )
  })

  test('X-Request-Timeout-Nano is rounded down to a whole number', () => {
    expect(nanoOf(0.000_001_9)).toBe('1')
    expect(nanoOf(0.000_000_9)).toBe('0')
  })
})
