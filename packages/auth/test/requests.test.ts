import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'
import { setupAuthMock } from '@qci-client/auth-mock/node'

import { API_TOKEN } from './support/harness.ts'
import { HttpServer } from '@qci-client/test-support/http-server'

const TOKEN_BODY = {
  access_token: 'access-token-1',
  expires_at_rfc3339: '2099-12-31T23:59:59Z',
  token_type: 'Bearer',
  organization_id: 'organization-1',
  user_id: 'user-1',
}

const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

const connect = (url: string, options: AuthClientOptions = {}) =>
  new AuthClient({ url, apiToken: API_TOKEN, env: {}, maxRetries: 0, ...options })

describe('requests', () => {
  test('requests equal those of the Python original', async () => {
    await using server = await HttpServer.start((request, response) =>
      json(
        response,
        200,
        request.method === 'POST' ? TOKEN_BODY : { message: 'm', application_name: 'a', version: 'v' },
      ),
    )
    const client = connect(`${server.url}/base`, { timeoutMs: 2_500 })
    await client.postAccessTokens()
    await client.getAccessTokensHealth()
    await client.getAccessTokensVersion()
    const headers = {
      'content-type': 'application/json',
      connection: 'close',
      'x-request-timeout-nano': '2500000000',
    }
    expect(server.received).toMatchObject([
      {
        method: 'POST',
        path: '/base/auth/v1/access-tokens/',
        headers,
        body: `{"refresh_token":"${API_TOKEN}"}`,
      },
      { method: 'GET', path: '/base/auth/v1/access-tokens/health', headers, body: '' },
      { method: 'GET', path: '/base/auth/v1/access-tokens/version', headers, body: '' },
    ])
  })

  test('requests follow no redirect to another origin and use no cache and no cookies', async () => {
    const requested: Request[] = []
    const fetch: typeof globalThis.fetch = (url, init) => {
      requested.push(new Request(url, init))
      return Promise.resolve(Response.json(TOKEN_BODY))
    }
    await connect('https://api.example', { fetch }).getAccessToken()
    const [{ redirect, cache, credentials }] = requested as [Request]
    expect({ redirect, cache, credentials }).toEqual({
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
    })
  })

  test('requests have no X-Request-Timeout-Nano without timeoutMs', async () => {
    await using server = await HttpServer.start((_, response) => json(response, 200, TOKEN_BODY))
    await connect(server.url).getAccessToken()
    expect(server.received[0]?.headers).not.toHaveProperty('x-request-timeout-nano')
  })

  test('requests look up the global fetch each time, so that interceptors installed later work', async () => {
    using api = setupAuthMock()
    using client = new AuthClient({ env: api.mock.env })
    api.server.listen({ onUnhandledFrame: 'error' })
    await expect(client.getAccessToken()).resolves.toMatch(/^mock\./)
  })

  test('health, version and postAccessTokens return the wire body of a new request each time, unknown fields included', async () => {
    await using server = await HttpServer.start((_, response) =>
      json(response, 200, { ...TOKEN_BODY, extra: 1 }),
    )
    const client = connect(server.url)
    await expect(client.postAccessTokens()).resolves.toEqual({ ...TOKEN_BODY, extra: 1 })
    await client.postAccessTokens()
    expect(server.received).toHaveLength(2)
  })

  test('health, version and postAccessTokens are never retried', async () => {
    await using server = await HttpServer.start((_, response) => json(response, 503, { message: 'away' }))
    const client = connect(server.url, { maxRetries: 2 })
    await expect(client.getAccessTokensHealth()).rejects.toMatchObject({ status: 503 })
    await expect(client.getAccessTokensVersion()).rejects.toMatchObject({ status: 503 })
    await expect(client.postAccessTokens()).rejects.toMatchObject({ status: 503, attempts: 1 })
    expect(server.received).toHaveLength(3)
  })
})

describe('an error status', () => {
  test('an error status is an ApiError with the message of the Python original', async () => {
    await using server = await HttpServer.start((_, response) =>
      json(response, 400, { message: 'Field is missing' }, { 'x-request-id': 'r-1' }),
    )
    await expect(connect(server.url).getAccessToken()).rejects.toMatchObject({
      name: 'ApiError',
      code: 'ERR_QCI_AUTH_API',
      message: `400 Bad Request for url: ${server.url}/auth/v1/access-tokens/ with response body: {"message":"Field is missing"}`,
      status: 400,
      statusText: 'Bad Request',
      responseBody: '{"message":"Field is missing"}',
      apiMessage: 'Field is missing',
      requestId: 'r-1',
      attempts: 1,
    })
  })

  test('an ApiError has a reason phrase although the response has none', async () => {
    await using server = await HttpServer.start((_, response) => response.writeHead(429, '').end())
    await expect(connect(server.url).getAccessToken()).rejects.toMatchObject({
      statusText: 'Too Many Requests',
    })
  })

  test('an ApiError has the time of Retry-After', async () => {
    await using server = await HttpServer.start((_, response) =>
      json(response, 429, {}, { 'retry-after': '120' }),
    )
    await expect(connect(server.url, { maxRetries: 2 }).getAccessToken()).rejects.toMatchObject({
      retryAfterMs: 120_000,
      attempts: 1,
    })
  })

  test('an error response that echoes the API token is redacted', async () => {
    const apiToken = 'secret "token" with/slash+plus=ü'
    const base64 = Buffer.from(apiToken).toString('base64')
    await using server = await HttpServer.start((request, response) =>
      response.writeHead(401).end(`${request.body} ${apiToken} ${encodeURIComponent(apiToken)} ${base64}`),
    )
    const error: unknown = await connect(server.url, { apiToken })
      .getAccessToken()
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      responseBody: '{"refresh_token":"[redacted]"} [redacted] [redacted] [redacted]'.concat(
        /=+$/.exec(base64)?.[0] ?? '',
      ),
    })
  })

  test('an ApiError keeps 2 000 characters of the body', async () => {
    await using server = await HttpServer.start((_, response) =>
      response.writeHead(500).end('x'.repeat(5_000)),
    )
    await expect(connect(server.url).getAccessToken()).rejects.toMatchObject({
      responseBody: 'x'.repeat(2_000),
    })
  })
})

describe('a redirect', () => {
  test.each([300, 301, 302, 303, 304, 307, 308, 399])(
    'a redirect of status %i to another origin is not followed',
    async (status) => {
      await using elsewhere = await HttpServer.start((_, response) => json(response, 200, TOKEN_BODY))
      await using server = await HttpServer.start((_, response) =>
        response.writeHead(status, { location: `${elsewhere.url}/path?query=1` }).end(),
      )
      await expect(connect(server.url, { maxRetries: 2 }).getAccessToken()).rejects.toMatchObject({
        code: 'ERR_QCI_AUTH_REDIRECT',
        status,
        location: `${elsewhere.url}/path`,
      })
      expect(server.received).toHaveLength(1)
      expect(elsewhere.received).toHaveLength(0)
    },
  )

  test('a redirect without a readable target is a RedirectError', async () => {
    await using server = await HttpServer.start((_, response) => response.writeHead(302).end())
    await expect(connect(server.url).getAccessTokensHealth()).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_REDIRECT',
      location: undefined,
    })
  })
})

describe('a success status with a body that cannot be used', () => {
  const withField = (field: string, value: unknown) => JSON.stringify({ ...TOKEN_BODY, [field]: value })
  test.each([
    ['HTML', '<html>Sign in</html>', undefined],
    ['null', 'null  ', undefined],
    ['an access token with a space', withField('access_token', 'a b'), 'access_token'],
    ['an access token with a line feed', withField('access_token', 'a\nb'), 'access_token'],
    ['an access token beyond ASCII', withField('access_token', 'ä'), 'access_token'],
    ['an access token beyond 16 KiB', withField('access_token', 'a'.repeat(16_385)), 'access_token'],
    ['an expiry that is a number', withField('expires_at_rfc3339', 4_102_444_799), 'expires_at_rfc3339'],
    [
      'an expiry without an offset',
      withField('expires_at_rfc3339', '2099-12-31T23:59:59'),
      'expires_at_rfc3339',
    ],
    ['another type of token', withField('token_type', 'MAC'), 'token_type'],
    ['a type of token that is no text', withField('token_type', 7), 'token_type'],
  ])(
    'an invalid body is an InvalidResponseError that names the field and quotes nothing: %s',
    async (_name, body, field) => {
      await using server = await HttpServer.start((_request, response) => response.writeHead(200).end(body))
      const error: unknown = await connect(server.url, { maxRetries: 2 })
        .getAccessToken()
        .catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'ERR_QCI_AUTH_INVALID_RESPONSE', field })
      expect(error).not.toHaveProperty('cause')
      expect((error as Error).stack).not.toContain(body.slice(0, 10) || 'refresh_token')
      expect(server.received).toHaveLength(1)
    },
  )

  test('a body that is not UTF-8 is an invalid response', async () => {
    const body = Buffer.concat([
      Buffer.from('{"access_token":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ])
    await using server = await HttpServer.start((_request, response) => response.writeHead(200).end(body))
    await expect(connect(server.url).getAccessToken()).rejects.toMatchObject({
      code: 'ERR_QCI_AUTH_INVALID_RESPONSE',
      message: expect.stringContaining('not UTF-8') as string,
    })
  })

  test('a body of more than 1 MiB is an invalid response and is not read to its end', async () => {
    await using server = await HttpServer.start((_request, response) =>
      response.writeHead(200).end('x'.repeat(2 ** 21)),
    )
    await expect(connect(server.url).getAccessToken()).rejects.toMatchObject({
      message: expect.stringContaining('larger than 1 MiB') as string,
    })
  })

  test('an invalid body of health, version and postAccessTokens is an invalid response', async () => {
    await using server = await HttpServer.start((_request, response) => json(response, 200, {}))
    const client = connect(server.url)
    await expect(client.getAccessTokensHealth()).rejects.toMatchObject({ field: 'message' })
    await expect(client.getAccessTokensVersion()).rejects.toMatchObject({ field: 'application_name' })
    await expect(client.postAccessTokens()).rejects.toMatchObject({ field: 'access_token' })
  })
})

describe('a valid body', () => {
  test('a valid body is accepted whatever its content type', async () => {
    await using server = await HttpServer.start((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(JSON.stringify(TOKEN_BODY)),
    )
    await expect(connect(server.url).getAccessToken()).resolves.toBe('access-token-1')
  })
})

test('a connection error names the deepest cause', async () => {
  const server = await HttpServer.start(() => {})
  await server[Symbol.asyncDispose]()
  await expect(connect(server.url).getAccessToken()).rejects.toMatchObject({
    code: 'ERR_QCI_AUTH_CONNECTION',
    url: `${server.url}/auth/v1/access-tokens/`,
    message: expect.stringContaining('ECONNREFUSED') as string,
    cause: { code: 'ECONNREFUSED' },
  })
})
