import { afterEach, describe, expect, test } from 'vitest'

import { AuthClient, ConnectionError } from '@qci-client/auth'

import { apiError, createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const POLLUTION: Record<string, unknown> = {
  url: 'https://evil.example',
  apiToken: 'evil',
  timeoutMs: 1,
  maxRetries: 9,
  expirationMarginMs: -1,
  allowInsecure: true,
  allowedOrigins: ['https://evil.example'],
  env: { QCI_TOKEN: 'evil' },
  fetch: 'no function',
  clock: {},
  random: 5,
  onEvent: 'no function',
  waitUntil: 5,
  timeout: 5,
  QCI_API_URL: 'https://evil.example',
  QCI_TOKEN: 'evil',
  QCI_ALLOW_INSECURE: 'true',
  QCI_SSL_VERIFY: 'false',
  // Options of calls.
  signal: AbortSignal.abort(),
  forceRenewal: true,
  keepAlive: true,
  // Fields of responses.
  access_token: 'evil-access-token',
  expires_at_rfc3339: '2099-01-01T00:00:00Z',
  token_type: 'evil',
  organization_id: 'evil',
  user_id: 'evil',
  message: 'evil',
  application_name: 'evil',
  version: 'evil',
  lifeMs: 5,
  leftMs: 5,
  // Properties of errors.
  code: 'CERT_HAS_EXPIRED',
  cause: new Error('evil'),
  errors: [new Error('evil')],
  reason: 'evil',
  // Options of HTTP clients.
  baseUrl: 'https://evil.example',
  params: { query: { evil: 'yes' }, path: { evil: 'yes' }, header: { evil: 'yes' } },
  query: { evil: 'yes' },
  header: { evil: 'yes' },
  headers: { evil: 'yes' },
  body: 'evil',
  method: 'DELETE',
  bodySerializer: () => 'evil',
  querySerializer: () => 'evil=yes',
  pathSerializer: () => 'evil',
  middleware: [{ onRequest: () => Response.json({ access_token: 'evil' }) }],
  parseAs: 'evil',
  requestInitExt: { evil: 'yes' },
  status: 299,
  statusText: 'evil',
}

/** Adds enumerable properties to Object.prototype, as a vulnerable dependency of an app would. */
function pollute(properties: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(properties)) {
    // oxlint-disable-next-line no-extend-native
    Object.defineProperty(Object.prototype, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    })
  }
}

function unpollute(): void {
  for (const name of Object.keys(POLLUTION)) delete (Object.prototype as Record<string, unknown>)[name]
}

afterEach(unpollute)

describe('polluted Object.prototype', () => {
  test('properties added to Object.prototype are not taken for options', async () => {
    const env = { QCI_API_URL: 'https://api.example', QCI_TOKEN: 'RT' }
    const options = { env }
    pollute(POLLUTION)
    const client = new AuthClient(options)
    expect(client.url).toBe('https://api.example/')
    expect(client.timeoutMs).toBeUndefined()
    expect(client.isTrusted('https://evil.example/')).toBe(false)
    await expect(client.getApiToken()).resolves.toBe('RT')
  })

  test('properties added to Object.prototype are not taken for environment variables', () => {
    pollute(POLLUTION)
    expect(() => new AuthClient({ env: {} })).toThrow('No API address')
    expect(() => new AuthClient({ env: {}, url: 'https://api.example' })).toThrow('No API token')
    expect(() => new AuthClient({ env: {}, url: 'http://api.example', apiToken: 'RT' })).toThrow('plain http')
  })

  test('properties added to Object.prototype are not taken for unknown options', () => {
    pollute({ timeout: 5 })
    expect(() => new AuthClient({ env: {}, url: 'https://api.example', apiToken: 'RT' })).not.toThrow()
  })

  test.each<[string, (client: AuthClient) => Promise<unknown>, unknown]>([
    ['getAccessToken()', (client) => client.getAccessToken(), 'access-token-1'],
    ['getAccessToken({})', (client) => client.getAccessToken({}), 'access-token-1'],
    [
      'getHeaders({})',
      (client) => client.getHeaders({}),
      {
        Authorization: 'Bearer access-token-1',
        Connection: 'close',
        'Content-Type': 'application/json',
      },
    ],
    ['getTokenType()', (client) => client.getTokenType({}), 'Bearer'],
    ['getUserId()', (client) => client.getUserId({}), 'user-1'],
  ])(
    'properties added to Object.prototype are not taken for options of the call %s, or for parts of its request',
    async (_, call, expected) => {
      const { client, latest, token, requests } = createHarness()
      const response = token()
      pollute(POLLUTION)
      const first = call(client)
      first.catch(() => {})
      await settle()
      expect(requests).toHaveLength(1)
      const { request } = latest()
      expect([request.method, request.url]).toEqual([
        'POST',
        'https://api.example/base/auth/v1/access-tokens/',
      ])
      expect(request.headers.get('evil')).toBeNull()
      expect(await request.text()).toBe('{"refresh_token":"api-token-for-tests"}')
      await latest().respond(response)
      const [obtained, cached] = [await first, await call(client)]
      unpollute()
      expect(requests).toHaveLength(1)
      expect([obtained, cached]).toEqual([expected, expected])
    },
  )

  test.each(['access_token', 'expires_at_rfc3339'])(
    'properties added to Object.prototype are not taken for the field %s of a response without it',
    async (field) => {
      const { client, latest, token } = createHarness()
      const response = token({ body: { [field]: undefined } })
      pollute(POLLUTION)
      const error = failureOf(client.getAccessToken())
      await settle()
      await latest().respond(response)
      const { code, field: named } = (await error) as { code: string; field: string }
      unpollute()
      expect([code, named]).toEqual(['ERR_QCI_AUTH_INVALID_RESPONSE', field])
    },
  )

  test('properties added to Object.prototype are not taken for optional fields of a response', async () => {
    const { client, latest, token } = createHarness()
    const response = token({
      body: { token_type: undefined, organization_id: undefined, user_id: undefined },
    })
    pollute(POLLUTION)
    const info = client.getAccessTokenInfo()
    await settle()
    await latest().respond(response)
    const { tokenType, organizationId, userId } = await info
    unpollute()
    expect([tokenType, organizationId, userId]).toEqual([undefined, undefined, undefined])
  })

  test.each<[string, (client: AuthClient) => Promise<unknown>]>([
    ['health', (client) => client.getAccessTokensHealth()],
    ['version', (client) => client.getAccessTokensVersion({})],
  ])(
    'properties added to Object.prototype are not taken for the %s that a response omits, and its request has no body',
    async (_, call) => {
      const { client, latest } = createHarness()
      const response = Response.json({})
      pollute(POLLUTION)
      const error = failureOf(call(client))
      await settle()
      const { method, url, body } = latest().request
      await latest().respond(response)
      const { code } = (await error) as { code: string }
      unpollute()
      expect([method, new URL(url).search, body]).toEqual(['GET', '', null])
      expect(code).toBe('ERR_QCI_AUTH_INVALID_RESPONSE')
    },
  )

  test('properties added to Object.prototype are not taken for the message of an error response', async () => {
    const { client, latest } = createHarness()
    const [response, proxyResponse] = [apiError(403), new Response('{}', { status: 403 })]
    pollute(POLLUTION)
    const seen: unknown[] = []
    for (const one of [response, proxyResponse]) {
      const error = failureOf(client.postAccessTokens())
      await settle()
      await latest().respond(one)
      seen.push(((await error) as { apiMessage: unknown }).apiMessage)
    }
    unpollute()
    expect(seen).toEqual(['said the API', undefined])
  })

  test('properties added to Object.prototype are not taken for the cause or the code of a connection failure', async () => {
    const { client, latest } = createHarness({ maxRetries: 0 })
    pollute(POLLUTION)
    const error = failureOf(client.getAccessToken())
    await settle()
    await latest().fail(new TypeError('fetch failed'))
    const caught = await error
    const { message } = caught as Error
    unpollute()
    expect(caught).toBeInstanceOf(ConnectionError)
    expect(message).toBe(
      'No response from https://api.example/base/auth/v1/access-tokens/: fetch failed. Check the address and the network.',
    )
  })
})
