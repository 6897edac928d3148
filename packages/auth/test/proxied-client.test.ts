// Members without their client are what this file tests.
/* oxlint-disable typescript/unbound-method */
import { inspect } from 'node:util'

import { reactive, readonly, ref, shallowReactive } from '@vue/reactivity'
import { makeAutoObservable, observable } from 'mobx'
import { describe, expect, test, vi } from 'vitest'

import { AuthClient } from '@qci-client/auth'
import type { CallOptions } from '@qci-client/auth'

import { createHarness } from './support/harness.ts'

const TOKEN = 'access-token-1'

/** A client with a cached token. */
async function createClient(): Promise<AuthClient> {
  const { client, obtain } = createHarness()
  await obtain()
  return client
}

describe('every member of a client works', () => {
  const wrappers: Record<string, (client: AuthClient) => AuthClient> = {
    'behind Vue’s reactive()': (client) => reactive({ client }).client as AuthClient,
    'behind Vue’s ref()': (client) => ref(client).value as AuthClient,
    'behind Vue’s readonly()': (client) => readonly(client) as AuthClient,
    'behind Vue’s shallowReactive()': (client) => shallowReactive(client),
    'in a MobX observable': (client) => observable({ client }).client,
    'made observable by MobX': (client) => makeAutoObservable(client),
    'in a MobX store': (client) => makeAutoObservable({ client }).client,
    'behind a Proxy without traps': (client) => new Proxy(client, {}),
    'behind a Proxy that passes the receiver': (client) =>
      new Proxy(client, { get: (target, name, receiver) => Reflect.get(target, name, receiver) as unknown }),
    'behind a Proxy of a Proxy': (client) => new Proxy(new Proxy(client, {}), {}),
    'as the prototype of another object': (client) => Object.create(client) as AuthClient,
  }

  test.each(Object.entries(wrappers))('every member of a client works %s', async (_, wrap) => {
    const client = wrap(await createClient())
    expect(client.url).toBe('https://api.example/base/')
    expect(client.accessTokensUrl).toBe('https://api.example/base/auth/v1/access-tokens/')
    expect(client.timeoutMs).toBeUndefined()
    expect(client.headersWithoutAuthorization).toHaveProperty('Content-Type')
    expect(client.isTrusted('https://api.example/jobs')).toBe(true)
    expect(JSON.stringify(client)).toBe('{"url":"https://api.example/base/"}')
    expect(await client.getApiToken()).toBe('api-token-for-tests')
    expect(await client.getAccessToken()).toBe(TOKEN)
    expect(await client.getAccessTokenInfo()).toHaveProperty('accessToken', TOKEN)
    expect(await client.getHeaders()).toHaveProperty('Authorization', `Bearer ${TOKEN}`)
    expect(await client.getHeadersWithoutConnectionClose()).toHaveProperty('Authorization', `Bearer ${TOKEN}`)
    expect(await client.getUserId()).toBe('user-1')
    expect(client.fetch).toBeTypeOf('function')
    expect(client).toBeInstanceOf(AuthClient)
    client.invalidate(TOKEN)
    client[Symbol.dispose]()
    await expect(client.getAccessToken()).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
  })
})

describe('methods work without their client', () => {
  test('methods work when they are destructured', async () => {
    const { getHeaders, getAccessToken, getTokenType, invalidate, close, url, fetch, isTrusted } =
      await createClient()
    expect(await getHeaders()).toHaveProperty('Authorization', `Bearer ${TOKEN}`)
    expect(await getAccessToken({})).toBe(TOKEN)
    expect(await getTokenType()).toBe('Bearer')
    expect([url, isTrusted(url)]).toEqual(['https://api.example/base/', true])
    expect(fetch).toBeTypeOf('function')
    invalidate('another token')
    close()
    await expect(getAccessToken()).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
  })

  test('methods work when they are passed as callbacks', async () => {
    const client = await createClient()
    expect(await Promise.resolve({}).then(client.getAccessToken)).toBe(TOKEN)
    expect(await Promise.all([{}, {}].map(client.getUserId))).toEqual(['user-1', 'user-1'])
  })

  test('methods have their names, for stack traces', async () => {
    expect((await createClient()).getHeaders.name).toBe('getHeaders')
  })
})

describe('a client can be mocked', () => {
  test('a client can be mocked by a spy on one of its members, and restored', async () => {
    const client = await createClient()
    const spy = vi.spyOn(client, 'getHeaders').mockResolvedValue({ Authorization: 'mocked' })
    expect(await client.getHeaders()).toEqual({ Authorization: 'mocked' })
    spy.mockRestore()
    expect(await client.getHeaders()).toHaveProperty('Authorization', `Bearer ${TOKEN}`)
    vi.spyOn(client, 'url', 'get').mockReturnValue('https://mocked.example/')
    expect(client.url).toBe('https://mocked.example/')
  })

  test('a client can be mocked by a spy on the prototype, also after it was created', async () => {
    const client = await createClient()
    using spy = vi.spyOn(AuthClient.prototype, 'getAccessToken').mockResolvedValue('mocked')
    expect(await client.getAccessToken()).toBe('mocked')
    const { getAccessToken } = client
    expect(await getAccessToken()).toBe('mocked')
    expect(spy).toHaveBeenCalledTimes(2)
  })
})

describe('a subclass', () => {
  class TracingClient extends AuthClient {
    readonly #calls: string[] = []
    override async getHeaders(options?: CallOptions): Promise<Record<string, string>> {
      this.#calls.push('getHeaders')
      return { ...(await super.getHeaders(options)), Trace: String(this.#calls.length) }
    }
    override get url(): string {
      return `${super.url}sub/`
    }
  }

  test('a subclass overrides members and calls those of its base class, also behind a Proxy and destructured', async () => {
    const env = { QCI_API_URL: 'https://api.example', QCI_TOKEN: 'RT' }
    const body = { access_token: TOKEN, expires_at_rfc3339: new Date(Date.now() + 3_600_000).toISOString() }
    const client = new TracingClient({ env, fetch: () => Promise.resolve(Response.json(body)) })
    const { getHeaders } = client
    expect(await client.getHeaders()).toMatchObject({ Authorization: `Bearer ${TOKEN}`, Trace: '1' })
    expect(await getHeaders()).toMatchObject({ Trace: '2' })
    expect(await reactive(client).getHeaders()).toMatchObject({ Trace: '3' })
    expect([client.url, new Proxy(client, {}).url]).toEqual([
      'https://api.example/sub/',
      'https://api.example/sub/',
    ])
    expect(client).toBeInstanceOf(AuthClient)
  })
})

describe('what is shown of a client', () => {
  test.each([{}, { showHidden: true }, { showProxy: true }, { depth: 10, getters: true }])(
    'no token is shown when a client is inspected with %j',
    async (options) => {
      const client = await createClient()
      const shown = [client, new Proxy(client, {}), reactive(client), { client }].map((one) =>
        inspect(one, options),
      )
      expect(shown.join()).toContain('AuthClient')
      expect(shown.join()).not.toMatch(/api-token-for-tests|access-token-1/)
    },
  )

  test('a client has no enumerable members', async () => {
    const client = await createClient()
    expect(Object.keys(client)).toEqual([])
  })
})
