import createClient from 'openapi-fetch'
import { describe, expect, test } from 'vitest'

import { AuthClient, authMiddleware } from '@qci-client/auth'

import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import type { GuardedApi } from '@qci-client/test-support/guarded-api'

/** A client whose exchanges get no response once `isUnresponsive` is set. */
function connect(api: GuardedApi) {
  const state = { isUnresponsive: false, exchanges: 0 }
  const client = new AuthClient({
    url: api.url,
    apiToken: 'api-token',
    env: {},
    maxRetries: 0,
    fetch: (input, init) => {
      const request = new Request(input, init)
      const isExchange = request.url.endsWith('/auth/v1/access-tokens/')
      if (isExchange) state.exchanges += 1
      if (!isExchange || !state.isUnresponsive) return fetch(request)
      return new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
      })
    },
  })
  return Object.assign(state, { client })
}

interface Paths {
  '/jobs': { get: { responses: { 200: { content: { 'text/plain': string } } } } }
}

type Sender = (signal: AbortSignal) => Promise<{ status: number }>

/** The ways to send a request that can be aborted. */
const ways: [name: string, send: (client: AuthClient, url: string) => Sender][] = [
  ['client.fetch', (client, url) => (signal) => client.fetch(`${url}/jobs`, { signal })],
  [
    'client.fetch of a Request with its own signal',
    (client, url) => (signal) => client.fetch(new Request(`${url}/jobs`, { signal })),
  ],
  [
    'the middleware',
    (client, url) => async (signal) => {
      const api = createClient<Paths>({
        baseUrl: url,
      })
      api.use(authMiddleware(client))
      return (await api.GET('/jobs', { signal, parseAs: 'text' })).response
    },
  ],
]

/** Sends a request and aborts it as soon as this many exchanges have begun. Resolves to its error. */
async function abortAt(exchanges: number, connection: { exchanges: number }, send: Sender): Promise<void> {
  const controller = new AbortController()
  const reason = new Error('enough')
  const outcome = send(controller.signal).catch((error: unknown) => error)
  await expect.poll(() => connection.exchanges).toBe(exchanges)
  controller.abort(reason)
  expect(await outcome).toBe(reason)
}

describe.each(ways)('a request of %s', (name, createSender) => {
  test(`${name} can be aborted while the first token is obtained`, async () => {
    await using api = await startGuardedApi()
    const connection = connect(api)
    connection.isUnresponsive = true
    await abortAt(1, connection, createSender(connection.client, api.url))
    expect(api.received).toHaveLength(0)
  })

  test(`${name} can be aborted while a rejected token is replaced`, async () => {
    await using api = await startGuardedApi()
    const connection = connect(api)
    const send = createSender(connection.client, api.url)
    await send(new AbortController().signal)
    api.revoke()
    connection.isUnresponsive = true
    await abortAt(2, connection, send)
    expect(api.received).toHaveLength(2)
  })

  test(`${name} sends a request once when a rejected token cannot be replaced`, async () => {
    await using api = await startGuardedApi()
    const send = createSender(connect(api).client, api.url)
    await send(new AbortController().signal)
    api.revoke()
    api.setOutage(true)
    expect((await send(new AbortController().signal)).status).toBe(401)
    expect(api.received).toHaveLength(2)
  })

  test(`${name} sends a request once when its response is not a 401`, async () => {
    await using api = await startGuardedApi((_request, response) => void response.writeHead(404).end())
    expect((await createSender(connect(api).client, api.url)(new AbortController().signal)).status).toBe(404)
    expect([api.received.length, api.exchanges()]).toEqual([1, 1])
  })
})

test('client.fetch sends a request once more after a 401 without a body', async () => {
  const statuses = [401, 200]
  const responses: Response[] = []
  const client = new AuthClient({
    url: 'https://api.example',
    apiToken: 'api-token',
    env: {},
    fetch: (input) => {
      const token = { access_token: 'token', expires_at_rfc3339: '2099-12-31T23:59:59Z' }
      if (typeof input === 'string' && input.includes('access-tokens'))
        return Promise.resolve(Response.json(token))
      responses.push(new Response(null, { status: statuses[responses.length] ?? 500 }))
      return Promise.resolve(responses.at(-1)!)
    },
  })
  expect((await client.fetch('jobs')).status).toBe(200)
})

test('client.fetch releases the body of a 401 before it sends the request once more', async () => {
  let isReleased = false
  const body = new ReadableStream({
    cancel() {
      isReleased = true
    },
  })
  let sent = 0
  const client = new AuthClient({
    url: 'https://api.example',
    apiToken: 'api-token',
    env: {},
    fetch: (input) => {
      const token = { access_token: 'token', expires_at_rfc3339: '2099-12-31T23:59:59Z' }
      if (typeof input === 'string' && input.includes('access-tokens'))
        return Promise.resolve(Response.json(token))
      sent += 1
      return Promise.resolve(
        sent === 1 ? new Response(body, { status: 401 }) : new Response(String(isReleased)),
      )
    },
  })
  expect(await (await client.fetch('jobs')).text()).toBe('true')
})

test('the stream of a request that is aborted before it is sent is cancelled with the signal’s reason, as by fetch', async () => {
  await using api = await startGuardedApi()
  const client = new AuthClient({ url: api.url, apiToken: 'api-token', env: {} })
  const reasons: unknown[] = []
  for (const send of [fetch, client.fetch]) {
    const body = new ReadableStream({ cancel: (reason) => void reasons.push(reason) })
    const signal = AbortSignal.abort('enough')
    const init = { method: 'POST', body, signal, duplex: 'half' } as RequestInit
    await expect(send(`${api.url}/jobs`, init)).rejects.toBe('enough')
  }
  expect(reasons).toEqual(['enough', 'enough'])
  expect(api.received).toHaveLength(0)
})
