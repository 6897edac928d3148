import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { describe, expect, inject, test } from 'vitest'

import { getSkipReason } from '../src/runtimes/runtime.ts'
import { COMPATIBILITY_DATE, workerd } from '../src/runtimes/runtimes.ts'
import { startWorker } from '../src/runtimes/workerd.ts'
import { MAX_BACKOFF_MS, UNTIL_BACKGROUND_RENEWAL_MS, UNTIL_MARGIN_MS } from '../src/suite/test-context.ts'

/** Starts a worker whose requests share one client, and the mock that it uses. */
async function setUp() {
  const api = await startAuthMockServer()
  const worker = await startWorker(inject('installedFolder'), 'entries/sharing-worker.ts', {
    compatibilityDate: COMPATIBILITY_DATE,
    env: { API_URL: api.url, API_TOKEN: api.env.QCI_TOKEN },
  })
  return {
    mock: api.mock,
    getToken: async (path = '/', init?: RequestInit) => (await fetch(worker.url + path, init)).text(),
    advance: async (ms: number) => {
      api.mock.clock.advance(ms)
      await fetch(`${worker.url}/advance?ms=${ms}`)
    },
    countExchanges: () => api.mock.journal.tokenRequests().length,
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      await api.close()
    },
  }
}

describe.skipIf(getSkipReason(workerd))('a client that requests share in workerd', () => {
  test('requests in workerd share the cached token', async () => {
    await using context = await setUp()
    const first = await context.getToken()
    expect(first).toMatch(/^mock\./)
    expect(await context.getToken()).toBe(first)
    expect(context.countExchanges()).toBe(1)
  })

  test('concurrent requests in workerd without a cached token do not wait for each other', async () => {
    await using context = await setUp()
    const tokens = await Promise.all([context.getToken(), context.getToken(), context.getToken()])
    for (const token of tokens) expect(token).toMatch(/^mock\./)
    expect(await context.getToken()).toBeOneOf(tokens)
  })

  test('a request in workerd that is aborted during its exchange does not block the next one', async () => {
    await using context = await setUp()
    context.mock.faults.add({ kind: 'hang' })
    const controller = new AbortController()
    const aborted = context.getToken('/', { signal: controller.signal }).catch(() => 'aborted')
    await context.mock.journal.waitFor({ count: 1 })
    controller.abort()
    expect(await aborted).toBe('aborted')
    expect(await context.getToken()).toMatch(/^mock\./)
  })

  test('workerd renews in the background only when waitUntil keeps the renewal running', async () => {
    await using context = await setUp()
    const first = await context.getToken()
    await context.advance(UNTIL_BACKGROUND_RENEWAL_MS)
    expect(await context.getToken()).toBe(first)
    expect(context.countExchanges()).toBe(1)
    expect(await context.getToken('/background')).toBe(first)
    await context.mock.journal.waitFor({ count: 2 })
    await expect.poll(() => context.getToken()).not.toBe(first)
    expect(context.countExchanges()).toBe(2)
  })

  test('a request in workerd gets the cached token below its margin when the renewal fails', async () => {
    await using context = await setUp()
    const first = await context.getToken()
    context.mock.faults.add({ kind: 'status', status: 503, times: 'forever' })
    await context.advance(UNTIL_MARGIN_MS)
    expect(await context.getToken()).toBe(first)
    context.mock.faults.clear()
    await context.advance(MAX_BACKOFF_MS)
    expect(await context.getToken()).not.toBe(first)
  })
})
