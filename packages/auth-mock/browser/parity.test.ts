import { setupAuthMock } from '@qci-client/auth-mock/browser'

import type { OpenDoor } from '../test/parity/door.ts'
import { describeDoor } from '../test/parity/laws.ts'

/** The handlers behind msw's service worker, in this page. */
const openPage: OpenDoor = async (options) => {
  const api = setupAuthMock(options)
  await api.worker.start({ quiet: true, onUnhandledFrame: 'bypass' })
  return {
    mock: api.mock,
    url: api.mock.env.QCI_API_URL,
    fetch: (url, init) => fetch(url, init),
    [Symbol.asyncDispose]: () => api.close(),
  }
}

describeDoor('the worker in a page', openPage)
