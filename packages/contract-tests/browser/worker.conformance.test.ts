import { expect, test } from 'vitest'

import { setupAuthMock } from '@qci-client/auth-mock/browser'

import { conformance } from '../src/conformance.ts'

test('the worker in a page does all that the contract says', { timeout: 60_000 }, async () => {
  const api = setupAuthMock()
  await api.worker.start({ quiet: true, onUnhandledFrame: 'bypass' })
  const { QCI_API_URL: baseUrl, QCI_TOKEN } = api.mock.env
  const report = await conformance({ baseUrl, tokens: { refresh_token: QCI_TOKEN } })
  await api.close()
  expect(report.findings).toEqual([])
  expect(report.drift).toEqual([])
  expect(report.results.length).toBeGreaterThan(300)
  expect(report.seen).toEqual([
    'getAccessTokensHealth 200',
    'getAccessTokensHealth 400',
    'getAccessTokensVersion 200',
    'getAccessTokensVersion 400',
    'postAccessTokens 200',
    'postAccessTokens 400',
    'postAccessTokens 401',
  ])
})
