import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createHarness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

describe('headers', () => {
  test('without Authorization are those of the Python original', () => {
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

  test('carry the access token as Bearer, however the API writes that', async () => {
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

  test('are the same from memory as from a first exchange', async () => {
    const { client, latest, token } = createHarness()
    const fresh = [client.getHeaders(), client.getHeadersWithoutConnectionClose()]
    await settle()
    await latest().answer(token())
    expect(await Promise.all(fresh)).toEqual([
      await client.getHeaders(),
      await client.getHeadersWithoutConnectionClose(),
    ])
  })

  test('are a fresh plain object each time', async () => {
    const { client, obtain } = createHarness()
    await obtain()
    const spoilt = await client.getHeaders()
    spoilt['Authorization'] = 'spoilt'
    await expect(client.getHeaders()).resolves.toMatchObject({ Authorization: 'Bearer access-token-1' })
    client.headersWithoutAuthorization['Connection'] = 'spoilt'
    expect(client.headersWithoutAuthorization['Connection']).toBe('close')
  })
})

describe('X-Request-Timeout-Nano', () => {
  const nanoOf = (timeoutMs: number) =>
    createHarness({ timeoutMs }).client.headersWithoutAuthorization['X-Request-Timeout-Nano']

  test('has decimal digits however large it is', () => {
    expect(nanoOf(1e13)).toBe('10000000000000000000')
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e15, noNaN: true }), (timeoutMs) => {
        expect(nanoOf(timeoutMs)).toMatch(/^\d+$/)
      }),
    )
  })

  test('has the whole part of a fraction', () => {
    expect(nanoOf(0.000_001_9)).toBe('1')
    expect(nanoOf(0.000_000_9)).toBe('0')
  })
})
