import { getResponse } from 'msw/utils/get-response'

import { createAuthMock } from '@qci-client/auth-mock'
import { setupAuthMock } from '@qci-client/auth-mock/node'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

import type { OpenEntryPoint } from './entry-point.ts'

/** The handlers in process, without interception. */
export const openHandlers: OpenEntryPoint = async (options) => {
  const mock = createAuthMock(options)
  return {
    mock,
    url: mock.env.QCI_API_URL,
    async fetch(url, init) {
      const response = await getResponse(mock.handlers, new Request(url, init))
      if (!response || response.type === 'error') throw new TypeError('fetch failed')
      return response
    },
    [Symbol.asyncDispose]: async () => mock.close(),
  }
}

/** The handlers behind msw's interception of this process's requests. */
export const openNode: OpenEntryPoint = async (options) => {
  const api = setupAuthMock(options)
  api.server.listen({ onUnhandledFrame: 'error' })
  return {
    mock: api.mock,
    url: api.mock.env.QCI_API_URL,
    fetch: (url, init) => fetch(url, init),
    [Symbol.asyncDispose]: async () => api.close(),
  }
}

/** The server on a port. */
export const openServer: OpenEntryPoint = async (options) => {
  const api = await startAuthMockServer(options)
  return {
    mock: api.mock,
    url: api.url,
    fetch: (url, init) => fetch(url, init),
    [Symbol.asyncDispose]: () => api.close(),
  }
}
