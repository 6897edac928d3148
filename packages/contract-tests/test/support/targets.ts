import { getResponse } from 'msw/utils/get-response'

import { createAuthMock } from '@qci-client/auth-mock'
import type { AuthMockControls } from '@qci-client/auth-mock'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

/** A running mock. */
export interface Target extends AsyncDisposable {
  readonly url: string
  readonly apiToken: string
  readonly mock: AuthMockControls
  readonly fetch: (request: Request) => Promise<Response>
}

/** The entry points of the mock. `browser/` tests its service worker. */
export const targets: readonly { name: string; isServer: boolean; open: () => Promise<Target> }[] = [
  {
    name: "the mock's handlers",
    isServer: false,
    open: async () => {
      const mock = createAuthMock()
      const { QCI_API_URL: url, QCI_TOKEN: apiToken } = mock.env
      const fetch = async (request: Request) =>
        (await getResponse(mock.handlers, request)) ?? Response.error()
      return { url, apiToken, mock, fetch, [Symbol.asyncDispose]: async () => mock.close() }
    },
  },
  {
    name: "the mock's server",
    isServer: true,
    open: async () => {
      const server = await startAuthMockServer()
      const { url, env, mock } = server
      const dispose = { [Symbol.asyncDispose]: () => server.close() }
      return { url, apiToken: env.QCI_TOKEN, mock, fetch: (request) => fetch(request), ...dispose }
    },
  },
]
