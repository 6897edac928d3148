import { getResponse } from 'msw/utils/get-response'

import type { AuthMock } from '@qci-client/auth-mock'

/** A caller of the mock in process. */
export interface Caller {
  /** Exchanges the valid API token, or another one. */
  post: (apiToken?: string, headers?: Record<string, string>) => Promise<Response>
  get: (path: 'health' | 'version', init?: RequestInit) => Promise<Response>
  /** Exchanges an API token and returns the access token. */
  token: (apiToken?: string) => Promise<string>
}

/** Calls the handlers of a mock. */
export function callerOf(mock: AuthMock): Caller {
  const url = `${mock.env.QCI_API_URL}/auth/v1/access-tokens/`
  const send = async (request: Request): Promise<Response> => (await getResponse(mock.handlers, request))!

  const caller: Caller = {
    post: (apiToken = mock.env.QCI_TOKEN, headers = {}) =>
      send(
        new Request(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
          body: JSON.stringify({ refresh_token: apiToken }),
        }),
      ),
    get: (path, init) => send(new Request(url + path, init)),
    async token(apiToken) {
      const body = (await (await caller.post(apiToken)).json()) as { access_token: string }
      return body.access_token
    },
  }
  return caller
}

/** The statuses of responses, in order; 0 for a dropped connection. */
export async function statusesOf(count: number, send: () => Promise<Response>): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0; i < count; i += 1) statuses.push((await send()).status)
  return statuses
}
