import { AuthClient } from '@qci-client/auth'
import { HttpServer } from '@qci-client/test-support/http-server'
import { afterAll, beforeAll } from 'vitest'

import { agent } from './fetch-arguments.ts'
import type { Make } from './fetch-arguments.ts'

/** An API, and a client of it that has a token. */
interface ComparedApi extends AsyncDisposable {
  /** Returns what `client.fetch` does, and what it should do: what `fetch` does, with Authorization. */
  compare(make: Make): Promise<{ actual: object; expected: object }>
}

async function startComparedApi(): Promise<ComparedApi> {
  const api = await HttpServer.start(({ path }, response) => {
    if (path === '/auth/v1/access-tokens/') {
      response.end(JSON.stringify({ access_token: 'token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }))
    } else if (path.startsWith('/redirect')) {
      response.writeHead(Number(path.slice(9)), { location: '/jobs?redirected' }).end('moved')
    } else response.writeHead(200, { 'content-type': 'text/plain' }).end('fine')
  })
  const client = new AuthClient({ url: api.url, apiToken: 'api-token', env: {} })
  await client.getAccessToken()

  /** The outcome of a fetch: the requests that the server received, and the response or the kind of error. */
  const observe = async (fetch: typeof globalThis.fetch, make: Make) => {
    api.received.length = 0
    let outcome: unknown
    try {
      const response = await fetch(...(make(`${api.url}/jobs`) as [string]))
      const { status, redirected, type, url } = response
      outcome = { status, redirected, type, url, body: await response.text() }
    } catch (error) {
      // Not by `instanceof`: in a test runner's own realm, the platform's errors are of another.
      const { name, constructor } = Object(error) as Error
      outcome = typeof error === 'object' ? { name, of: constructor.name } : error
    }
    const requests = api.received.map(({ method, path, headers, body }) => {
      const { authorization, ...rest } = headers
      const text = JSON.stringify({ method, path, headers: [...new Headers(rest)], body })
      // The boundary of a form is random.
      return {
        isAuthorized: authorization === 'Bearer token-1',
        request: text.replaceAll(/formdata-undici-\d+/g, ''),
      }
    })
    return { outcome, requests }
  }

  return {
    async compare(make) {
      const { outcome, requests } = await observe(fetch, make)
      const expected = { outcome, requests: requests.map((one) => ({ ...one, isAuthorized: true })) }
      return { actual: await observe(client.fetch, make), expected }
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}

/** Starts such an API before the tests of a file and stops it after them. */
export function useComparedApi(): Pick<ComparedApi, 'compare'> {
  let api: ComparedApi
  beforeAll(async () => {
    api = await startComparedApi()
  })
  afterAll(async () => {
    await api[Symbol.asyncDispose]()
    await agent.close()
  })
  return { compare: (make) => api.compare(make) }
}
