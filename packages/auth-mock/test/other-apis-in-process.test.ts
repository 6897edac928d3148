import { http, HttpResponse } from 'msw/http'
import { expect, test } from 'vitest'

import { setupAuthMock } from '@qci-client/auth-mock/node'

const URL_OF_JOBS = 'https://qci-auth-mock.test/jobs'

test('use() adds other APIs in process, with faults and the journal', async () => {
  using api = setupAuthMock()
  api.server.listen({ onUnhandledFrame: 'error' })
  api.mock.use(http.get('/jobs', () => HttpResponse.json([])))
  expect((await fetch(URL_OF_JOBS)).status).toBe(200)
  api.mock.faults.add({ kind: 'status', status: 502, path: '/jobs' })
  expect((await fetch(URL_OF_JOBS)).status).toBe(502)
  expect(api.mock.journal.count({ path: '/jobs' })).toBe(2)
})

test('requests without a handler remain unhandled requests of msw', async () => {
  using api = setupAuthMock()
  api.server.listen({ onUnhandledFrame: 'error' })
  await expect(fetch(URL_OF_JOBS)).rejects.toThrow('fetch failed')
  expect(api.mock.journal.count()).toBe(0)
})

test('reset() removes handlers of use() and of server.use()', async () => {
  using api = setupAuthMock()
  api.server.listen({ onUnhandledFrame: 'error' })
  const health = `${api.mock.env.QCI_API_URL}/auth/v1/access-tokens/health`
  api.mock.use(http.get('/jobs', () => HttpResponse.json([])))
  api.server.use(http.get(health, () => HttpResponse.json({ message: 'overridden' })))
  expect(await (await fetch(health)).json()).toEqual({ message: 'overridden' })
  api.mock.reset()
  expect(await (await fetch(health)).json()).toEqual({ message: 'OK' })
  await expect(fetch(URL_OF_JOBS)).rejects.toThrow('fetch failed')
})
