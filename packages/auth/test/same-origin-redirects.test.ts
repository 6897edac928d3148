import { describe, expect, test } from 'vitest'

import { AuthClient, RedirectError } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'
import { HttpServer } from '@qci-client/test-support/http-server'

const token = { access_token: 'access-token-1', expires_at_rfc3339: '2099-12-31T23:59:59Z' }

const connect = (url: string, options: AuthClientOptions = {}) =>
  new AuthClient({ url, apiToken: 'api-token', env: {}, maxRetries: 2, ...options })

/** A server that redirects each of these paths to the next, and responds with a token at the last. */
const startChain = (status: number, paths: readonly string[]) =>
  HttpServer.start(({ path }, response) => {
    const next = paths[paths.indexOf(path) + 1]
    if (next === undefined) response.end(JSON.stringify({ ...token, message: 'fine' }))
    else response.writeHead(status, { location: next }).end('moved')
  })

const path = '/auth/v1/access-tokens/'

describe.each([307, 308])('a redirect of status %i within the origin', (status) => {
  test('a 307 or 308 within the origin is followed with the same method, headers and body', async () => {
    await using server = await startChain(status, [path, '/elsewhere?part=1'])
    expect(await connect(server.url, { timeoutMs: 9_000 }).getAccessToken()).toBe('access-token-1')
    expect(server.received).toMatchObject(
      [path, '/elsewhere?part=1'].map((to) => ({
        method: 'POST',
        path: to,
        headers: { 'content-type': 'application/json', 'x-request-timeout-nano': '9000000000' },
        body: '{"refresh_token":"api-token"}',
      })),
    )
  })

  test('a 307 or 308 within the origin is followed for the health check', async () => {
    await using server = await startChain(status, [`${path}health`, '/health'])
    expect(await connect(server.url).getAccessTokensHealth()).toMatchObject({ message: 'fine' })
  })

  test('a 307 or 308 within the origin is followed three times', async () => {
    await using server = await startChain(status, [path, '/1', '/2', '/3'])
    expect(await connect(server.url).getAccessToken()).toBe('access-token-1')
  })

  test('a 307 or 308 within the origin is not followed a fourth time', async () => {
    await using server = await startChain(status, [path, '/1', '/2', '/3', '/4'])
    const error: unknown = await connect(server.url)
      .getAccessToken()
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(RedirectError)
    expect(error).toMatchObject({ url: `${server.url}/3`, location: `${server.url}/4`, status })
    expect((error as Error).message).toContain('Only three redirects are followed')
    expect(server.received).toHaveLength(4)
  })

  test('a 307 or 308 within the origin is not followed to another port of the same host', async () => {
    await using other = await startChain(status, [])
    await using server = await startChain(status, [path, `${other.url}${path}`])
    await expect(connect(server.url).getAccessToken()).rejects.toBeInstanceOf(RedirectError)
    expect(other.received).toHaveLength(0)
  })

  test('a 307 or 308 within the origin is not followed when its target has user info', async () => {
    await using server = await HttpServer.start(({ headers }, response) =>
      response.writeHead(status, { location: `http://user:password@${headers['host']}/to` }).end(),
    )
    await expect(connect(server.url).getAccessToken()).rejects.toBeInstanceOf(RedirectError)
    expect(server.received).toHaveLength(1)
  })
})

describe.each([301, 302, 303])('a redirect of status %i within the origin', (status) => {
  test('a 301, 302 or 303 within the origin is not followed, and the error names the statuses that are', async () => {
    await using server = await startChain(status, [path, path.slice(0, -1)])
    await expect(connect(server.url).getAccessToken()).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_REDIRECT',
      message: `${server.url}${path} redirects to ${server.url}${path.slice(0, -1)} (status ${status}), which is not followed. Only 307 and 308 keep the method. Check the redirect rules of the server.`,
    })
    expect(server.received).toHaveLength(1)
  })
})

describe('the same origin has the same scheme, host and port:', () => {
  test.each([
    ['https://api.example/to', true],
    ['https://api.example:443/to', true],
    ['//API.example/to', true],
    ['to', true],
    ['?a=1', true],
    ['http://api.example/to', false],
    ['http://api.example:443/to', false],
    ['https://api.example:8443/to', false],
    ['https://api.example./to', false],
    ['https://www.api.example/to', false],
    ['//other.example/to', false],
    ['\\\\other.example/to', false],
    ['data:text/plain,hello', false],
    ['http://[', false],
    ['', false],
  ])('whether a redirect to %j stays within the origin: %j', async (location, isFollowed) => {
    const requested: string[] = []
    const fetch: typeof globalThis.fetch = (url) => {
      requested.push(url as string)
      const isFirst = requested.length === 1
      return Promise.resolve(
        isFirst ? new Response(null, { status: 308, headers: { location } }) : Response.json(token),
      )
    }
    const outcome = await connect('https://api.example', { fetch })
      .getAccessToken()
      .catch((error: unknown) => (error as Error).name)
    expect(outcome).toBe(isFollowed ? 'access-token-1' : 'RedirectError')
    expect(requested).toHaveLength(isFollowed ? 2 : 1)
  })
})

describe('the advice of a RedirectError', () => {
  const adviceOn = async (url: string, location: string, status = 308) => {
    const fetch = () => Promise.resolve(new Response(null, { status, headers: { location } }))
    const error = await connect(url, { fetch })
      .getAccessToken()
      .catch((caught: unknown) => caught as Error)
    return (error as Error).message.split('which is not followed. ')[1]
  }
  const set = (base: string) => `If the target is QCi's API, set url or QCI_API_URL to ${base}.`

  test.each([
    ['http://127.0.0.1', 'https://api.example/auth/v1/access-tokens/', 'https://api.example'],
    ['https://api.example', 'https://www.api.example/auth/v1/access-tokens', 'https://www.api.example'],
    ['https://api.example/old/', '/new/auth/v1/access-tokens/', 'https://api.example/new'],
    [
      'https://api.example',
      'https://a.example:8443/b/auth/v1/access-tokens/?x=1',
      'https://a.example:8443/b',
    ],
  ])(
    'the advice of a RedirectError names the base address to set: %s, redirected to %s',
    async (url, location, base) => {
      // Within the origin, 308 would be followed.
      expect(await adviceOn(url, location, 301)).toBe(set(base))
    },
  )

  test('the advice of a RedirectError warns of a target that uses plain http', async () => {
    const advice = await adviceOn('https://api.example', 'http://api.example/auth/v1/access-tokens/')
    expect(advice).toBe('The target uses plain http. Check the redirect rules of the server.')
  })

  test('the advice of a RedirectError warns of a plain http target that url would not accept', async () => {
    const advice = await adviceOn('http://127.0.0.1', 'http://api.example/auth/v1/access-tokens/')
    expect(advice).toBe('The target uses plain http. Check the redirect rules of the server.')
    expect(await adviceOn('http://127.0.0.1', 'http://localhost/auth/v1/access-tokens/')).toBe(
      set('http://localhost'),
    )
  })

  test('a redirect to an address without a host is one to an unknown address', async () => {
    const error = await connect('https://api.example', {
      fetch: () =>
        Promise.resolve(new Response(null, { status: 302, headers: { location: 'data:text/plain,x' } })),
    })
      .getAccessToken()
      .catch((caught: unknown) => caught as Error)
    expect(error).toMatchObject({
      location: undefined,
      message: expect.stringContaining('redirects to an unknown address') as string,
    })
  })

  test('the advice of a RedirectError says of any other target that it is not an address of the API', async () => {
    expect(await adviceOn('https://api.example', 'https://login.example/?next=1')).toMatch(
      /^The target is not the API; it may be a sign-in page/,
    )
  })
})
