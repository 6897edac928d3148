import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'
import { describe, expect, inject, test } from 'vitest'

import { runtimes } from '../src/runtimes/all.ts'
import { startWorker } from '../src/runtimes/start-worker.ts'
import { COMPATIBILITY_DATE } from '../src/runtimes/workerd.ts'
import { UNTIL_BEHIND_MS, UNTIL_MARGIN_MS } from '../src/suite/lifetimes.ts'
import { isLeftOut } from './support/test-runtime.ts'

/** A worker whose requests share a client, and the mock that it asks. */
async function setUp() {
  const api = await startAuthMockServer()
  const worker = await startWorker(inject('installedSuite'), 'inside/sharing-worker.ts', {
    compatibilityDate: COMPATIBILITY_DATE,
    env: { API_URL: api.url, API_TOKEN: api.env.QCI_TOKEN },
  })
  return {
    mock: api.mock,
    ask: async (path = '/', init?: RequestInit) => (await fetch(worker.url + path, init)).text(),
    advance: async (ms: number) => {
      api.mock.clock.advance(ms)
      await fetch(`${worker.url}/advance?ms=${ms}`)
    },
    exchanges: () => countExchanges(api),
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      await api.close()
    },
  }
}

const countExchanges = (api: AuthMockServer) => api.mock.journal.tokenRequests().length

describe.skipIf(isLeftOut(runtimes.workerd))('in workerd, requests that share a client', () => {
  test('share its token', async () => {
    await using world = await setUp()
    const first = await world.ask()
    expect(first).toMatch(/^mock\./)
    expect(await world.ask()).toBe(first)
    expect(world.exchanges()).toBe(1)
  })

  test('get one each when they come together and none is held: no request waits for another', async () => {
    await using world = await setUp()
    const tokens = await Promise.all([world.ask(), world.ask(), world.ask()])
    for (const token of tokens) expect(token).toMatch(/^mock\./)
    expect(await world.ask()).toBeOneOf(tokens)
  })

  test('are not held up by one that its caller has left in the middle of an exchange', async () => {
    await using world = await setUp()
    world.mock.faults.add({ kind: 'hang' })
    const controller = new AbortController()
    const left = world.ask('/', { signal: controller.signal }).catch(() => 'left')
    await world.mock.journal.waitFor({ count: 1 })
    controller.abort()
    expect(await left).toBe('left')
    expect(await world.ask()).toMatch(/^mock\./)
  })

  test('renew nothing behind the held token, unless waitUntil lets the renewal outlive the request', async () => {
    await using world = await setUp()
    const first = await world.ask()
    await world.advance(UNTIL_BEHIND_MS)
    expect(await world.ask()).toBe(first)
    expect(world.exchanges()).toBe(1)
    expect(await world.ask('/behind')).toBe(first)
    await world.mock.journal.waitFor({ count: 2 })
    await expect.poll(() => world.ask()).not.toBe(first)
    expect(world.exchanges()).toBe(2)
  })

  test('get the held token below its margin when the renewal fails', async () => {
    await using world = await setUp()
    const first = await world.ask()
    world.mock.faults.add({ kind: 'status', status: 503, times: 'forever' })
    await world.advance(UNTIL_MARGIN_MS)
    expect(await world.ask()).toBe(first)
    world.mock.faults.clear()
    await world.advance(60_000) // the longest that a failure holds renewals back
    expect(await world.ask()).not.toBe(first)
  })
})
