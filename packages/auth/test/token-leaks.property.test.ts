import vm from 'node:vm'

import * as fc from 'fast-check'
import nodeFetch2, { Request as NodeFetch2Request } from 'node-fetch2'
import nodeFetch3, { Request as NodeFetch3Request } from 'node-fetch3'
import { fetch as undiciFetch, Request as UndiciRequest } from 'undici'
import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'
import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import { HttpServer } from '@qci-client/test-support/http-server'

type Fetch = typeof globalThis.fetch

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300)
const token = { access_token: 'access-token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

/** A client whose requests are recorded as the platform would send them: origin, and whether with a token. */
function createRecorder(options: AuthClientOptions = {}) {
  const sent: { origin: string; hasToken: boolean }[] = []
  const fetch: Fetch = (input, init) => {
    const request = new Request(input, init)
    if (request.url.endsWith('/auth/v1/access-tokens/')) return Promise.resolve(Response.json(token))
    const { origin } = new URL(request.url)
    sent.push({ origin, hasToken: request.headers.has('authorization') })
    return Promise.resolve(new Response('fine'))
  }
  const client = new AuthClient({
    url: 'https://api.example/base',
    apiToken: 'api-token',
    env: {},
    fetch,
    ...options,
  })
  return { client, sent }
}

/** Addresses that look like the API's. */
const address = fc
  .record({
    scheme: fc.constantFrom(
      'https:',
      'http:',
      'HTTPS:',
      'ht\ttps:',
      'wss:',
      'ftp:',
      'blob:https:',
      'javascript:',
      'data:',
      'about:',
      'file:',
      '',
    ),
    slashes: fc.constantFrom('//', '/', '', '\\\\', '/\\', '///', '\t//', '/ /'),
    userInfo: fc.constantFrom(
      '',
      'api.example@',
      'user:password@',
      'api.example%40',
      'api.example:443@',
      '@',
    ),
    host: fc.constantFrom(
      'api.example',
      'API.EXAMPLE',
      'api.example.',
      'api.example.evil.example',
      'evil.example',
      'xapi.example',
      'sub.api.example',
      'api。example',
      'ａpi.example',
      'api.example%00',
      'api%2eexample',
      'аpi.example',
      'api.exam\tple',
      '[::1]',
      '127.1',
      'localhost',
      '',
    ),
    port: fc.constantFrom('', ':443', ':80', ':8443', ':', ':0443', ':65536'),
    path: fc.constantFrom(
      '',
      '/',
      '/jobs',
      '?a',
      '#b',
      '\\jobs',
      '/../jobs',
      ';@evil.example',
      '@evil.example/',
      '/@evil.example',
      '.evil.example',
    ),
  })
  .map((parts) => Object.values(parts).join(''))

/** The ways to pass an address to fetch. */
const ways: Record<string, (text: string) => unknown> = {
  'a string': (text) => text,
  'a URL': (text) => new URL(text),
  'a Request': (text) => new Request(text),
  'an object with toString()': (text) => ({ toString: () => text }),
  'a Request whose url is overridden with one of the API': (text) =>
    new (class extends Request {
      override get url() {
        return 'https://api.example/base/jobs'
      }
    })(text),
  'a Request with an own url of the API': (text) =>
    Object.defineProperty(new Request(text), 'url', { value: 'https://api.example/base/jobs' }),
  'a URL whose href is the API’s': (text) =>
    Object.defineProperty(new URL(text), 'href', { value: 'https://api.example/base/jobs' }),
  'an object that changes': (text) => {
    let reads = 0
    return { toString: () => ((reads += 1) === 1 ? 'https://api.example/base/jobs' : text) }
  },
  'a Request of npm undici': (text) => new UndiciRequest(text),
  'a Request of npm undici with an own url': (text) =>
    Object.defineProperty(new UndiciRequest(text), 'url', { value: 'https://api.example/base/jobs' }),
  'a Request of node-fetch 2': (text) => new NodeFetch2Request(text),
  'a Proxy of a Request': (text) =>
    new Proxy(new Request(text), {
      get: (_, name) => (name === 'url' ? 'https://api.example/base/jobs' : undefined),
    }),
  'a URL of another realm': (text) =>
    vm.runInNewContext('({ toString() { return text }, url: "https://api.example/" })', { text }) as unknown,
}

describe('no token is sent to an origin that is not trusted', () => {
  test.each(Object.entries(ways))(
    'no token is sent to an untrusted origin when fetch is given %s',
    async (_, make) => {
      const leaks: unknown[] = []
      await fc.assert(
        fc.asyncProperty(address, async (text) => {
          const { client, sent } = createRecorder()
          try {
            await client.fetch(make(text) as string)
          } catch {} // as fetch rejects it
          leaks.push(...sent.filter(({ origin, hasToken }) => hasToken && origin !== 'https://api.example'))
        }),
        { numRuns },
      )
      expect(leaks).toEqual([])
    },
  )

  test('a token is sent to every trusted origin', async () => {
    const { client, sent } = createRecorder({ allowedOrigins: ['https://jobs.example:8443'] })
    for (const text of [
      'jobs',
      '/jobs',
      'https://API.example:443/',
      'https:\\\\api.example\\x',
      'https://jobs.example:8443/a',
    ])
      await client.fetch(text) // oxlint-disable-line no-await-in-loop
    expect(sent.map(({ hasToken }) => hasToken)).toEqual([true, true, true, true, true])
  })

  const implementations: [string, Fetch | undefined][] = [
    ['the global fetch', undefined],
    ['npm undici', undiciFetch as unknown as Fetch],
    ['node-fetch 2', nodeFetch2 as Fetch],
    ['node-fetch 3', nodeFetch3 as unknown as Fetch],
  ]
  test.each(implementations)('no token is sent after a redirect to another port: %s', async (_, fetch) => {
    await using other = await HttpServer.start((__, response) => void response.end('other'))
    await using api = await startGuardedApi(
      ({ path }, response) =>
        void response.writeHead(Number(path.slice(1)), { location: `${other.url}/` }).end(),
    )
    const client = new AuthClient({ url: api.url, apiToken: 'api-token', env: {}, ...(fetch && { fetch }) })
    for (const status of [301, 302, 303, 307, 308]) {
      // oxlint-disable-next-line no-await-in-loop
      for (const init of [{}, { method: 'POST', body: 'job' }]) {
        const response = await client.fetch(`/${status}`, init) // oxlint-disable-line no-await-in-loop
        expect(await response.text()).toBe('other') // oxlint-disable-line no-await-in-loop
      }
    }
    expect(other.received.map(({ headers }) => headers['authorization'])).toEqual(Array.from({ length: 10 }))
    expect(api.received.every(({ headers }) => headers['authorization'])).toBe(true)
  })
})

describe('a Request of another implementation is sent by its own fetch, with a token', () => {
  test.each<[string, Fetch, (url: string) => unknown]>([
    [
      'npm undici',
      undiciFetch as unknown as Fetch,
      (url) => new UndiciRequest(url, { method: 'POST', body: 'job', headers: { 'x-mine': '1' } }),
    ],
    [
      'node-fetch 2',
      nodeFetch2 as Fetch,
      (url) => new NodeFetch2Request(url, { method: 'POST', body: 'job', headers: { 'x-mine': '1' } }),
    ],
    [
      'node-fetch 3',
      nodeFetch3 as unknown as Fetch,
      (url) => new NodeFetch3Request(url, { method: 'POST', body: 'job', headers: { 'x-mine': '1' } }),
    ],
    [
      'npm undici, of the platform',
      undiciFetch as unknown as Fetch,
      (url) => new Request(url, { method: 'POST', body: 'job', headers: { 'x-mine': '1' } }),
    ],
    [
      'node-fetch 2, of the platform',
      nodeFetch2 as Fetch,
      (url) => new Request(url, { method: 'POST', body: 'job', headers: { 'x-mine': '1' } }),
    ],
    [
      'node-fetch 3, of the platform',
      nodeFetch3 as unknown as Fetch,
      (url) => new Request(url, { method: 'POST', body: 'job', headers: { 'x-mine': '1' } }),
    ],
  ])(
    'a Request of another implementation is sent by its own fetch, with a token: %s',
    async (_, fetch, make) => {
      await using api = await startGuardedApi()
      const client = new AuthClient({ url: api.url, apiToken: 'api-token', env: {}, fetch })
      expect((await client.fetch(make(`${api.url}/jobs`) as string)).status).toBe(200)
      expect(api.received).toMatchObject([
        {
          method: 'POST',
          path: '/jobs',
          body: 'job',
          headers: { authorization: 'Bearer token-1', 'x-mine': '1' },
        },
      ])
    },
  )
})

test('a body that the caller changes after the call is sent as it was', async () => {
  await using api = await startGuardedApi()
  const client = new AuthClient({ url: api.url, apiToken: 'api-token', env: {} })
  const bytes = new TextEncoder().encode('job')
  const parameters = new URLSearchParams({ a: 'b' })
  const headers = { 'x-mine': '1' }
  const calls = [bytes, bytes.buffer, parameters].map((body) =>
    client.fetch('jobs', { method: 'POST', body, headers }),
  )
  bytes.fill(0)
  parameters.set('a', 'c')
  headers['x-mine'] = '2'
  await Promise.all(calls)
  expect(api.received.map(({ body }) => body).toSorted()).toEqual(['a=b', 'job', 'job'])
  expect(api.received.map((request) => request.headers['x-mine'])).toEqual(['1', '1', '1'])
})
