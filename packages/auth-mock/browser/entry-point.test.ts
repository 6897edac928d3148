import { setupAuthMock } from '@qci-client/auth-mock/browser'

import type { OpenEntryPoint } from '../test/parity/entry-point.ts'
import { describeEntryPoint } from '../test/parity/same-behavior.ts'

/** The handlers behind msw's service worker, in this page. */
const openPage: OpenEntryPoint = async (options) => {
  const api = setupAuthMock(options)
  await api.worker.start({ quiet: true, onUnhandledFrame: 'bypass' })
  return {
    mock: api.mock,
    url: api.mock.env.QCI_API_URL,
    fetch: (url, init) => fetch(url, init),
    [Symbol.asyncDispose]: () => api.close(),
  }
}

describeEntryPoint('the worker in a page', openPage)
