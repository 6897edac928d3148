import { expect, test } from 'vitest'

import { createAuthMock } from '@qci-client/auth-mock'
import { setupAuthMock } from '@qci-client/auth-mock/node'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

test('close() in process may be called before listen() and more than once', () => {
  using api = setupAuthMock()
  api.close()
  api.server.listen()
  api.close()
  expect(() => api.close()).not.toThrow()
})

test('closing a mock that does not listen does not hide an error of the test', () => {
  expect(() => {
    using api = setupAuthMock()
    throw new Error(api.mock.problems().join() || 'the error of the test')
  }).toThrow('the error of the test')
})

test('a closed mock in process responds again after listen()', async () => {
  using api = setupAuthMock()
  api.server.listen()
  api.mock.faults.outage('forever')
  api.close()
  api.server.listen()
  expect((await fetch(`${api.mock.env.QCI_API_URL}/auth/v1/access-tokens/health`)).status).toBe(200)
})

test('close() of a server may be called more than once', async () => {
  await using api = await startAuthMockServer()
  await api.close()
  await expect(api.close()).resolves.toBeUndefined()
})

test('close() of bare handlers may be called more than once', () => {
  const mock = createAuthMock()
  mock.close()
  expect(() => mock.close()).not.toThrow()
})
