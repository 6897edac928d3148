import { getResponse } from 'msw/utils/get-response'

import { createAuthMock } from '@qci-client/auth-mock'
import type { AuthMockControls } from '@qci-client/auth-mock'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

/** The mock, behind one of its doors. */
export interface Target extends AsyncDisposable {
  url: string
  apiToken: string
  mock: AuthMockControls
  fetch: (request: Request) => Promise<Response>
}

/** Whom to ask. The worker in a page is asked in `browser/`. */
export const targets: { name: string; open: () => Promise<Target> }[] = [
  {
    name: 'the handlers in process',
    open: () => {
      const mock = createAuthMock()
      const { QCI_API_URL: url, QCI_TOKEN: apiToken } = mock.env
      return Promise.resolve({
        url,
        apiToken,
        mock,
        fetch: async (request) => (await getResponse(mock.handlers, request)) ?? Response.error(),
        [Symbol.asyncDispose]: () => Promise.resolve(mock.close()),
      })
    },
  },
  {
    name: 'the server on a port',
    open: async () => {
      const server = await startAuthMockServer()
      return {
        url: server.url,
        apiToken: server.env.QCI_TOKEN,
        mock: server.mock,
        fetch: (request) => fetch(request),
        [Symbol.asyncDispose]: () => server.close(),
      }
    },
  },
]
