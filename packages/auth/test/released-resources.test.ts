import createClient from 'openapi-fetch'
import { describe, expect, test } from 'vitest'

import { AuthClient, authMiddleware } from '@qci-client/auth'

import { createAuthenticatedFetch } from '../src/fetch/authenticated-fetch.ts'
import { settle } from './support/test-clock.ts'

const TOKEN = { access_token: 'access-token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

/** A stream that reports whether it was released. */
function createBody() {
  const state = { isReleased: false }
  const stream = new ReadableStream({
    cancel() {
      state.isReleased = true
    },
  })
  return Object.assign(state, { stream })
}

/** A client whose requests get this response before their bodies are read. */
const connect = (respond: () => Promise<Response>) =>
  new AuthClient({
    url: 'https://api.example',
    apiToken: 'api-token',
    env: {},
    fetch: (input, init) => {
      const request = new Request(input, init)
      if (request.url.includes('access-tokens')) return Promise.resolve(Response.json(TOKEN))
      return cancelBody(request, respond)
    },
  })

const cancelBody = (request: Request, respond: () => Promise<Response>) => {
  request.body?.cancel().catch(() => {}) // settles only when the copy is released too
  return respond()
}

interface Paths {
  '/jobs': { post: { requestBody: { content: { 'text/plain': unknown } }; responses: { 200: never } } }
}

type Post = (body: ReadableStream, respond: () => Promise<Response>) => Promise<unknown>

const ways: [name: string, post: Post][] = [
  [
    'client.fetch',
    (body, respond) => {
      const init = { method: 'POST', body, duplex: 'half' } as RequestInit
      const get = (): typeof fetch => (input) => cancelBody(input as Request, respond)
      const fetch = createAuthenticatedFetch(connect(respond), {
        isOption: false,
        isInsideExchange: () => false,
        get,
      })
      return fetch(new Request('https://api.example/jobs', init))
    },
  ],
  [
    'the middleware',
    (body, respond) => {
      const client = connect(respond)
      const api = createClient<Paths>({ baseUrl: client.url })
      api.use(authMiddleware(client))
      const settings = { bodySerializer: () => body, duplex: 'half' } as object
      return api.POST('/jobs', { body, fetch: (request) => cancelBody(request, respond), ...settings })
    },
  ],
]

describe.each(ways)('the copy of a body that %s may send again', (name, post) => {
  test.each<[string, () => Promise<Response>]>([
    ['gets a response', () => Promise.resolve(new Response(null, { status: 204 }))],
    ['fails', () => Promise.reject(new TypeError('fetch failed'))],
  ])(`${name} releases its copy of a body when the request %s`, async (_outcome, respond) => {
    const body = createBody()
    const sent = post(body.stream, respond).catch(() => {})
    await sent
    await settle()
    expect(body.isReleased).toBe(true)
  })
})

test('the middleware does not copy the body of a request to another origin, which fails with its own error', async () => {
  const failure = new TypeError('fetch failed')
  const client = connect(() => Promise.reject(failure))
  const api = createClient<Paths>({ baseUrl: 'https://elsewhere.example' })
  api.use(authMiddleware(client))
  const sent = api.POST('/jobs', { body: 'a job', fetch: () => Promise.reject(failure) })
  await expect(sent).rejects.toBe(failure)
})
