import { describe, expect, test } from 'vitest'

import { type AuthMockOptions, createAuthMock, type Fault } from '@qci-client/auth-mock'

import { createFaultQueue } from '../src/faults/fault-queue.ts'
import { callerOf, statusesOf } from './support/caller.ts'

function setUp(options: AuthMockOptions = {}) {
  const mock = createAuthMock(options)
  return { mock, faults: mock.faults, ...callerOf(mock) }
}

const status = (code: number): Fault & { kind: 'status' } => ({ kind: 'status', status: code })

describe('a fault', () => {
  test('a fault applies once by default', async () => {
    const { faults, post } = setUp()
    faults.add(status(500))
    expect(await statusesOf(2, post)).toEqual([500, 200])
  })

  test('a fault with times: 2 applies twice', async () => {
    const { faults, post } = setUp()
    faults.add({ ...status(500), times: 2 })
    expect(await statusesOf(3, post)).toEqual([500, 500, 200])
  })

  test('a fault with times: forever applies until it is removed', async () => {
    const { faults, post } = setUp()
    const fault = faults.add({ ...status(500), times: 'forever' })
    expect(await statusesOf(3, post)).toEqual([500, 500, 500])
    fault.remove()
    expect(await statusesOf(1, post)).toEqual([200])
  })

  test('faults apply in the order in which they were added, one per request', async () => {
    const { faults, post } = setUp()
    faults.add(status(500))
    faults.add(status(502))
    expect(await statusesOf(3, post)).toEqual([500, 502, 200])
  })

  test('a later fault may apply to requests that a fault skips', async () => {
    const { faults, post } = setUp()
    faults.add({ ...status(500), skip: 2 })
    faults.add(status(502))
    expect(await statusesOf(4, post)).toEqual([502, 200, 500, 200])
  })

  test('a fault with an operation applies only to that operation', async () => {
    const { faults, post, get } = setUp()
    faults.add({ ...status(500), operation: 'getAccessTokensHealth' })
    expect((await post()).status).toBe(200)
    expect((await get('health')).status).toBe(500)
  })

  test('the fault lifetime applies only to a request for an access token', async () => {
    const { mock, faults, get, token } = setUp()
    faults.add({ kind: 'lifetime', ms: -1_000 })
    await get('health')
    expect(mock.tokens.isLive(await token())).toBe(false)
  })

  test('a fault with a tokenRef applies only to that API token', async () => {
    const { mock, faults, post } = setUp()
    const tokenRef = mock.tokens.add('other-api-token')
    faults.add({ ...status(500), tokenRef })
    expect((await post()).status).toBe(200)
    expect((await post('other-api-token')).status).toBe(500)
  })

  test('a fault with a header applies only to requests with that header, in any case', async () => {
    const { faults, post } = setUp()
    faults.add({ ...status(500), header: { 'X-Test-Id': '7' } })
    expect((await post(undefined, { 'x-test-id': '8' })).status).toBe(200)
    expect((await post(undefined, { 'x-test-id': '7' })).status).toBe(500)
  })

  test('a fault with a probability applies to the same requests for the same seed', async () => {
    const draw = async (seed: number): Promise<number[]> => {
      const { faults, post } = setUp()
      faults.add({ ...status(500), probability: 0.5, seed, times: 'forever' })
      return statusesOf(20, post)
    }
    const [one, same, other] = [await draw(1), await draw(1), await draw(2)]
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
    expect(new Set(one)).toEqual(new Set([200, 500]))
  })

  test('a fault is used up by the request that it matches, before the delay', async () => {
    const { mock, faults, post } = setUp()
    faults.add({ ...status(500), delayMs: 600_000 })
    const pending = post()
    await mock.journal.waitFor({ count: 1 })
    expect((await post()).status).toBe(200)
    mock.close()
    expect((await pending).type).toBe('error')
  })

  test('other faults than status and redirect change the usual response', async () => {
    const { mock, faults, post } = setUp()
    mock.tokens.revoke('api-1')
    faults.add({ kind: 'patch', body: { more: true } })
    expect(await (await post()).json()).toEqual({ message: 'API token has been revoked', more: true })
  })

  test('a fault that replaces the response does not use the token', async () => {
    const { mock, faults, post } = setUp()
    for (const fault of [status(500), { kind: 'reset' }, { kind: 'redirect', to: '/' }] as const)
      faults.add(fault)
    await statusesOf(3, post)
    expect(mock.tokens.list()[0]).toMatchObject({ uses: 0 })
  })

  test('oversize counts the bytes of its body, not the characters', async () => {
    const { faults, post } = setUp({ apiTokens: [{ token: 'mock-api-token', userId: 'Ünïcödé' }] })
    faults.add({ kind: 'oversize', bytes: 5_000 })
    expect((await (await post()).arrayBuffer()).byteLength).toBe(5_000)
  })

  test('the delay is limited to the longest timer', () => {
    const queue = createFaultQueue(1, undefined)
    queue.add({ kind: 'latency', delayMs: 2 ** 31 - 1, jitterMs: 2 ** 31 - 1 })
    const subject = {
      operation: 'postAccessTokens',
      method: 'POST',
      path: '/',
      tokenRef: undefined,
      headers: {},
    } as const
    expect(queue.match(subject)?.waitMs).toBe(2 ** 31 - 1)
  })

  test('a fault is listed with its number of uses until it is used up', async () => {
    const { faults, post } = setUp()
    faults.add({ ...status(500), times: 2 })
    await post()
    expect(faults.list()).toEqual([{ kind: 'status', status: 500, times: 2, id: 1, used: 1 }])
    await post()
    expect(faults.list()).toEqual([])
  })

  test('clear() and reset() remove the faults', async () => {
    const { mock, faults, post } = setUp()
    faults.add(status(500))
    faults.clear()
    faults.add(status(500))
    mock.reset()
    expect(await statusesOf(1, post)).toEqual([200])
  })
})

describe('a preset', () => {
  test('the preset rateLimited responds 429 with the seconds to wait', async () => {
    const { faults, post } = setUp()
    faults.rateLimited(1, 30)
    const limited = await post()
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '30'])
    expect((await post()).status).toBe(200)
  })

  test('the preset rateLimited responds 429 with the date to wait for', async () => {
    const { faults, post } = setUp()
    faults.rateLimited(1, new Date('2026-06-01T12:00:00Z'))
    expect((await post()).headers.get('retry-after')).toBe('Mon, 01 Jun 2026 12:00:00 GMT')
  })

  test('the preset outage responds 503', async () => {
    const { faults, post } = setUp()
    faults.outage(2)
    expect(await statusesOf(3, post)).toEqual([503, 503, 200])
  })

  test('the preset flaky responds 503 with the given probability', async () => {
    const { faults, post } = setUp()
    faults.flaky(3, 0.3)
    const statuses = await statusesOf(100, post)
    expect(statuses.filter((code) => code === 503).length).toBeGreaterThan(15)
    expect(statuses.filter((code) => code === 200).length).toBeGreaterThan(55)
  })

  test('the preset skewed changes the Date header of every response', async () => {
    const { faults, get } = setUp({ now: () => Date.parse('2026-06-01T12:00:00Z') })
    faults.skewed(-1_000)
    await get('health')
    expect((await get('health')).headers.get('date')).toBe('Mon, 01 Jun 2026 11:59:59 GMT')
  })
})

describe('an invalid fault', () => {
  test.each<[string, unknown]>([
    ['A fault must be an object', 'outage'],
    ['The field kind must be one of latency, status,', { kind: 'explosion' }],
    ['The field kind must be one of', { kind: 'toString' }],
    ['The fault status requires status', { kind: 'status' }],
    ['status must be an integer, at least 200 and at most 599', { kind: 'status', status: 101 }],
    ['status must be an integer, at least 300', { kind: 'redirect', to: '/', status: 200 }],
    ['The fault drip requires chunkMs', { kind: 'drip' }],
    ['The fault redirect requires to', { kind: 'redirect' }],
    ['The fault patch requires body or omit', { kind: 'patch' }],
    ['The fault lifetime requires ms', { kind: 'lifetime' }],
    ['The fault date requires skewMs or date', { kind: 'date' }],
    ["date must be 'absent'", { kind: 'date', date: 'tomorrow' }],
    ['The fault reset has no field "bytes"', { kind: 'reset', bytes: 1 }],
    ['The fault latency has no field "delay"', { kind: 'latency', delay: 1 }],
    ['delayMs must be a number, at least 0', { kind: 'latency', delayMs: -1 }],
    ['delayMs must be', { kind: 'latency', delayMs: 2 ** 31 }],
    ['bytes must be', { kind: 'oversize', bytes: 2 ** 40 }],
    ['times must be an integer, at least 1', { kind: 'reset', times: 0 }],
    ['skip must be', { kind: 'reset', skip: 0.5 }],
    ['operation must be one of postAccessTokens,', { kind: 'reset', operation: 'post' }],
    ['probability requires seed', { kind: 'reset', probability: 0.5 }],
    ['probability must be', { kind: 'reset', probability: 2, seed: 1 }],
    ['headers: "a b" is not a header name', { kind: 'status', status: 500, headers: { 'a b': 'c' } }],
    ['headers.a must be a string of printable', { kind: 'status', status: 500, headers: { a: 'b\r\nc: d' } }],
    [
      'headers: Content-Length is set from',
      { kind: 'status', status: 500, headers: { 'Content-Length': '1' } },
    ],
    ['headers: Trailer is set from', { kind: 'status', status: 500, headers: { Trailer: 'a' } }],
    ['body must be JSON', { kind: 'status', status: 500, body: { a: 1n } }],
    ['body must be JSON', { kind: 'status', status: 500, body: () => 'a' }],
    ['body must be JSON', { kind: 'patch', body: { a: 1n } }],
    ['The fault refuse has no field "times"', { kind: 'refuse', times: 2 }],
    ['The fault refuse has no field "header"', { kind: 'refuse', header: { a: 'b' } }],
    ['omit must be a list', { kind: 'patch', omit: 'user_id' }],
    ['tokenRef must be a string', { kind: 'reset', tokenRef: 1 }],
    ['The fault refuse needs a port', { kind: 'refuse' }],
  ])('an invalid fault is rejected: %s', (message, fault) => {
    const { faults } = setUp()
    expect(() => faults.add(fault as Fault)).toThrow(message)
    expect(faults.list()).toEqual([])
  })
})
