import { expect, test } from 'vitest'

import { setupAuthMock } from '@qci-client/auth-mock/browser'

import { conformance } from '../src/conformance.ts'

test("the mock's service worker conforms to the contract", { timeout: 60_000 }, async () => {
  const api = setupAuthMock()
  await api.worker.start({ quiet: true, onUnhandledFrame: 'bypass' })
  const { QCI_API_URL: baseUrl, QCI_TOKEN } = api.mock.env
  const { findings, drift, results, seen } = await conformance({
    baseUrl,
    tokens: { refresh_token: QCI_TOKEN },
  })
  await api.close()
  expect({ findings, drift }).toEqual({ findings: [], drift: [] })
  expect(results.length).toBeGreaterThan(350)
  expect(seen).toHaveLength(7) // 200 and 400 of each operation, and 401
})
