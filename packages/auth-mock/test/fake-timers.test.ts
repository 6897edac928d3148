import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { setupAuthMock } from '@qci-client/auth-mock/node'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => vi.useRealTimers())

test.each([
  { kind: 'latency', delayMs: 5, jitterMs: 5 },
  { kind: 'drip', chunkMs: 1, chunkBytes: 4 },
] as const)('the fault $kind takes real time under fake timers', async (fault) => {
  using api = setupAuthMock()
  api.server.listen()
  api.mock.faults.add(fault)
  const response = await fetch(`${api.mock.env.QCI_API_URL}/auth/v1/access-tokens/health`)
  expect(await response.json()).toEqual({ message: 'OK' })
})

test('the fault truncate cuts the body off under fake timers', async () => {
  using api = setupAuthMock()
  api.server.listen()
  api.mock.faults.add({ kind: 'truncate' })
  const response = await fetch(`${api.mock.env.QCI_API_URL}/auth/v1/access-tokens/health`)
  await expect(response.text()).rejects.toThrow('terminated')
})

test('the time limit of waitFor() is real time under fake timers', async () => {
  using api = setupAuthMock()
  await expect(api.mock.journal.waitFor({ timeoutMs: 5 })).rejects.toThrow('Waited 5 ms for 1 request, got 0')
})
