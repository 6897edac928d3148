import * as nodeFetch2 from 'node-fetch2'
import * as nodeFetch3 from 'node-fetch3'
import { afterEach, describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'
import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import { HttpServer } from '@qci-client/test-support/http-server'

const connect = (url: string, options: AuthClientOptions = {}) =>
  new AuthClient({ url, apiToken: 'api-token', env: {}, maxRetries: 0, timeoutMs: 5_000, ...options })

const token = { access_token: 'token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

const calledItself = (option: string) => ({
  code: 'ERR_QCI_AUTH_CONFIGURATION',
  option,
  message: expect.stringContaining(`The ${option} function called the client that waits for it`) as string,
})

describe('client.fetch as the global fetch', () => {
  const { fetch } = globalThis
  afterEach(() => {
    globalThis.fetch = fetch
  })

  const wrappers: [string, (inner: typeof fetch) => typeof fetch][] = [
    ['itself', (inner) => inner],
    ['in a wrapper', (inner) => (input, init) => inner(input, init)],
    ['in an async wrapper', (inner) => async (input, init) => (await Promise.resolve(), inner(input, init))],
    ['in a wrapper that makes a Request', (inner) => (input, init) => inner(new Request(input, init))],
  ]

  test.each(wrappers)(
    'client.fetch as the global fetch, %s, sends to the API with a token, and elsewhere without',
    async (_, wrap) => {
      await using api = await startGuardedApi()
      await using other = await HttpServer.start((__, response) => void response.end('other'))
      using client = connect(api.url)
      globalThis.fetch = wrap(client.fetch)
      expect(await (await globalThis.fetch(other.url)).text()).toBe('other')
      expect(await (await globalThis.fetch(`${api.url}/jobs`)).text()).toBe('fine')
      expect(await (await client.fetch('jobs')).text()).toBe('fine')
      expect(other.received.map(({ headers }) => headers['authorization'])).toEqual([undefined])
      expect(api.received.map(({ headers }) => headers['authorization'])).toEqual([
        'Bearer token-1',
        'Bearer token-1',
      ])
      expect(api.exchanges()).toBe(1)
    },
  )

  test('client.fetch as the global fetch sends through the fetch that was the global one before', async () => {
    const sent: unknown[] = []
    using client = connect('https://api.example')
    globalThis.fetch = (input) => (sent.push(input), Promise.resolve(Response.json(token)))
    globalThis.fetch = client.fetch
    await globalThis.fetch('https://api.example/jobs')
    expect(sent).toEqual(['https://api.example/auth/v1/access-tokens/', 'https://api.example/jobs'])
  })

  test('client.fetch as the global fetch of two clients sends to both APIs', async () => {
    await using first = await startGuardedApi()
    await using second = await startGuardedApi()
    using one = connect(first.url)
    globalThis.fetch = one.fetch
    using two = connect(second.url)
    globalThis.fetch = two.fetch
    expect((await globalThis.fetch(`${first.url}/jobs`)).status).toBe(200)
    expect((await globalThis.fetch(`${second.url}/jobs`)).status).toBe(200)
  })
})

describe('client.fetch with polyfills as the global fetch and its classes', () => {
  const names = ['fetch', 'Request', 'Response', 'Headers'] as const
  const originals = names.map((name) => globalThis[name])
  afterEach(() => {
    Object.assign(globalThis, Object.fromEntries(names.map((name, at) => [name, originals[at]])))
  })

  test.each([
    ['node-fetch 2', { ...nodeFetch2, fetch: nodeFetch2.default }],
    ['node-fetch 3', { ...nodeFetch3, fetch: nodeFetch3.default }],
  ])(
    'client.fetch with polyfills of %s sends a Request with a body, again after a 401',
    async (_, globals) => {
      await using api = await startGuardedApi()
      Object.assign(globalThis, globals)
      using client = connect(api.url)
      const send = () => client.fetch(new Request(`${api.url}/jobs`, { method: 'POST', body: 'job' }))
      expect((await send()).status).toBe(200)
      api.revoke()
      expect((await send()).status).toBe(200)
      expect(api.received.map(({ body }) => body)).toEqual(['job', 'job', 'job'])
    },
  )
})

describe('an apiToken function that calls its client', () => {
  const pause = () => new Promise((resolve) => void setTimeout(resolve, 1))

  test.each<[string, (client: AuthClient, signal: AbortSignal) => Promise<string>]>([
    ['client.fetch', async (client) => (await client.fetch('secret')).text()],
    ['getAccessToken', (client) => client.getAccessToken()],
    ['getHeaders', async (client) => (await client.getHeaders())['Authorization']!],
    ['postAccessTokens', async (client) => (await client.postAccessTokens()).access_token],
    ['getApiToken', (client) => client.getApiToken()],
    ['getUserId after a pause', async (client) => (await pause(), client.getUserId())],
    ['client.fetch after a pause', async (client) => (await pause(), (await client.fetch('secret')).text())],
  ])('an apiToken function that calls its client gets a ConfigurationError from %s', async (_, call) => {
    await using api = await startGuardedApi()
    const client: AuthClient = connect(api.url, {
      apiToken: ({ signal }) => call(client, signal),
    })
    await expect(client.getAccessToken()).rejects.toMatchObject(calledItself('apiToken'))
    expect(api.exchanges()).toBe(0)
  })

  test('an apiToken function that calls its client may call client.fetch for another origin, and another client', async () => {
    await using api = await startGuardedApi()
    await using store = await startGuardedApi((_, response) => void response.end('api-token'))
    const inner = connect(store.url)
    const client: AuthClient = connect(api.url, {
      apiToken: async () => {
        await client.fetch(`${store.url}/open`)
        return (await inner.fetch('secret')).text()
      },
    })
    expect(await client.getAccessToken()).toBe('token-1')
  })

  test('an apiToken function that calls its client gets a ConfigurationError while other callers wait for the same exchange', async () => {
    await using api = await startGuardedApi()
    let finish = () => {}
    const client = connect(api.url, {
      apiToken: () => new Promise((resolve) => (finish = () => resolve('api-token'))),
    })
    const first = client.getAccessToken()
    await expect.poll(() => finish.name).toBe('finish')
    const second = client.getAccessToken()
    finish()
    expect(await Promise.all([first, second])).toEqual(['token-1', 'token-1'])
  })

  test('an apiToken function that calls its client gets no ConfigurationError in work that continues after it has ended', async () => {
    await using api = await startGuardedApi()
    let later: Promise<string> | undefined
    const client: AuthClient = connect(api.url, {
      apiToken: () => {
        later ??= pause()
          .then(() => pause())
          .then(() => client.getAccessToken({ forceRenewal: true }))
        return 'api-token'
      },
    })
    await client.getAccessToken()
    expect(await later).toBe('token-2')
  })
})

describe('a fetch option that calls its client', () => {
  test.each<[string, (client: AuthClient, ...args: Parameters<typeof fetch>) => Promise<Response>]>([
    ['client.fetch', (client, input, init) => client.fetch(input, init)],
    [
      'client.fetch after a pause',
      async (client, input, init) => (await Promise.resolve(), client.fetch(input, init)),
    ],
    [
      'getHeaders',
      async (client, input, init) => fetch(input, { ...init, headers: { ...(await client.getHeaders()) } }),
    ],
  ])('a fetch option that calls its client gets a ConfigurationError from %s', async (_, call) => {
    await using api = await startGuardedApi()
    const client: AuthClient = connect(api.url, { fetch: (input, init) => call(client, input, init) })
    await expect(client.getAccessToken()).rejects.toMatchObject(calledItself('fetch'))
    await expect(client.fetch('jobs')).rejects.toMatchObject(calledItself('fetch'))
  })

  test('a fetch option that calls its client gets a ConfigurationError from client.fetch of another origin', async () => {
    const client: AuthClient = connect('https://api.example', {
      fetch: (input, init) => client.fetch(input, init),
    })
    await expect(client.fetch('https://other.example')).rejects.toMatchObject(calledItself('fetch'))
  })
})
