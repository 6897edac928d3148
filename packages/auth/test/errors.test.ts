import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'

import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  InvalidResponseError,
  isQciAuthError,
  RedirectError,
  RequestAbortedError,
  RequestTimeoutError,
} from '@qci-client/auth'
import type { AuthClient, AuthClientOptions } from '@qci-client/auth'

import { toStatusText } from '../src/http/status-text.ts'
import { API_URL, createHarness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const tokensUrl = `${API_URL}/auth/v1/access-tokens/`
const advice = "Check that QCI_API_URL points to QCi's API and that no proxy responds in its place."

/** Returns the error of a client without a token that gets this response. */
async function failWith(response: Response | Error, options: AuthClientOptions = {}): Promise<Error> {
  const { client, latest } = createHarness({ maxRetries: 0, ...options })
  const outcome = client.getAccessToken().catch((error: unknown) => error)
  await settle()
  await (response instanceof Error ? latest().fail(response) : latest().respond(response))
  return (await outcome) as Error
}

const token = (fields: object) =>
  Response.json({ access_token: 'token', expires_at_rfc3339: '2099-12-31T23:59:59Z', ...fields })

describe('an error message says what failed, what was found and what to do', () => {
  test.each<[string, new (...facts: never[]) => Error, Response | Error]>([
    ['Invalid API response: the body is empty. ', InvalidResponseError, new Response('')],
    ['Invalid API response: the body is empty. ', InvalidResponseError, new Response(' \n')],
    ['Invalid API response: the body is not a JSON object. ', InvalidResponseError, new Response('<html>')],
    ['Invalid API response: the body is not a JSON object. ', InvalidResponseError, new Response('[]')],
    ['Invalid API response: the body is not a JSON object. ', InvalidResponseError, new Response('"text"')],
    ['Invalid API response: the body is not a JSON object. ', InvalidResponseError, new Response('null')],
    [
      'Invalid API response: the body is not UTF-8. ',
      InvalidResponseError,
      new Response(new Uint8Array([0xff])),
    ],
    [
      'Invalid API response: field "access_token" is not visible ASCII of at most 16 KiB. ',
      InvalidResponseError,
      token({ access_token: 'a b' }),
    ],
    [
      'Invalid API response: field "access_token" is not visible ASCII of at most 16 KiB. ',
      InvalidResponseError,
      token({ access_token: undefined }),
    ],
    [
      'Invalid API response: field "expires_at_rfc3339" is not an RFC 3339 date-time. ',
      InvalidResponseError,
      token({ expires_at_rfc3339: 'tomorrow' }),
    ],
    [
      'Invalid API response: field "expires_at_rfc3339" is not an RFC 3339 date-time. ',
      InvalidResponseError,
      token({ expires_at_rfc3339: undefined }),
    ],
    ...['bearers', 'xbearer', 'MAC'].map((type): [string, typeof InvalidResponseError, Response] => [
      'Invalid API response: field "token_type" is not "Bearer". ',
      InvalidResponseError,
      token({ token_type: type }),
    ]),
  ])('an error message begins with: %s', async (begin, type, response) => {
    const error = await failWith(response)
    expect(error).toBeInstanceOf(type)
    expect(error.message).toBe(begin + advice)
  })

  test('the message about a token that expired before the Date of its response says so', async () => {
    const { client, latest, token: response } = createHarness({ maxRetries: 0 })
    const outcome = client.getAccessToken().catch((error: unknown) => error)
    await settle()
    await latest().respond(response({ lifeMs: -1_000, serverAheadMs: 0 }))
    expect((await outcome) as Error).toHaveProperty(
      'message',
      `Invalid API response: field "expires_at_rfc3339" is earlier than the response's Date header. ${advice}`,
    )
  })

  test.each([
    ['https://elsewhere.example/path?query=1', 'https://elsewhere.example/path'],
    [undefined, 'an unknown address'],
  ])('the message about a redirect to %s shows its target', async (location, shown) => {
    const error = await failWith(new Response(null, { status: 302, headers: location ? { location } : {} }))
    expect(error).toBeInstanceOf(RedirectError)
    expect(error.message).toMatch(`${tokensUrl} redirects to ${shown} (status 302), which is not followed. `)
  })

  test('the message about an error response shows status, address and body', async () => {
    const error = await failWith(Response.json({ message: 'no' }, { status: 403 }))
    expect(error).toBeInstanceOf(ApiError)
    expect(error.message).toBe(`403 Forbidden for url: ${tokensUrl} with response body: {"message":"no"}`)
  })

  test('the message about a failed connection names the cause', async () => {
    const error = await failWith(new TypeError('fetch failed', { cause: new Error('it broke') }))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.message).toBe(`No response from ${tokensUrl}: it broke. Check the address and the network.`)
  })

  test('the message about a timeout names the limit', async () => {
    const { client, clock } = createHarness({ maxRetries: 0, timeoutMs: 1_500 })
    const outcome = client.getAccessToken().catch((error: unknown) => error)
    await clock.advance(1_500)
    const error = (await outcome) as Error
    expect(error).toBeInstanceOf(RequestTimeoutError)
    expect(error.message).toBe("No response within 1500 ms. Increase timeoutMs, or check the API's health.")
  })

  test.each<[string, (client: AuthClient) => Promise<unknown>]>([
    [
      'The request was aborted by its signal.',
      (client) => client.getAccessToken({ signal: AbortSignal.abort() }),
    ],
    ['The client is closed.', (client) => (client.close(), client.getAccessToken())],
    ['The client is closed.', (client) => (client.close(), client.getAccessTokensHealth())],
  ])('the message of a RequestAbortedError: %s', async (message, act) => {
    const error = await act(createHarness().client).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(RequestAbortedError)
    expect(error).toHaveProperty('message', message)
  })

  test.each<[string, AuthClientOptions['apiToken']]>([
    ['No API token in the apiToken function: expected a non-blank string.', () => ' '],
    [
      'The API token in the apiToken function contains an invisible character, such as a line break or byte order mark. Pass the token alone, as it was issued.',
      () => 'to\u200Bken',
    ],
    [
      'The apiToken function failed with TypeError.',
      () => {
        throw new TypeError('secret')
      },
    ],
    ['The apiToken function failed.', () => Promise.reject('secret')],
  ])('the message about an invalid apiToken function: %s', async (message, apiToken) => {
    const { client } = createHarness({ apiToken, maxRetries: 0 })
    const error = await client.getAccessToken().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toHaveProperty('message', message)
  })
})

describe('an error has a literal name and code', () => {
  test.each([
    [new ConfigurationError(''), 'ConfigurationError', 'ERR_QCI_AUTH_CONFIGURATION'],
    [new RequestAbortedError(''), 'RequestAbortedError', 'ERR_QCI_AUTH_ABORTED'],
    [new RequestTimeoutError(1), 'RequestTimeoutError', 'ERR_QCI_AUTH_TIMEOUT'],
    [new ConnectionError('', new Error()), 'ConnectionError', 'ERR_QCI_AUTH_CONNECTION'],
    [new RedirectError('', 0, undefined, ''), 'RedirectError', 'ERR_QCI_AUTH_REDIRECT'],
    [new InvalidResponseError(''), 'InvalidResponseError', 'ERR_QCI_AUTH_INVALID_RESPONSE'],
    [new ApiError({ status: 400 } as never), 'ApiError', 'ERR_QCI_AUTH_API'],
  ])('%s has the name %s and the code %s', (error, name, code) => {
    expect([error.name, error.code]).toEqual([name, code])
  })

  test('toJSON() of an error has its message and facts', () => {
    expect(new RequestTimeoutError(5).toJSON()).toEqual({
      name: 'RequestTimeoutError',
      code: 'ERR_QCI_AUTH_TIMEOUT',
      timeoutMs: 5,
      message: "No response within 5 ms. Increase timeoutMs, or check the API's health.",
    })
  })
})

describe('error facts', () => {
  test('a ConfigurationError names the option at fault and the source of its value', () => {
    const error = new ConfigurationError('url must be a string.', { option: 'url', source: 'QCI_API_URL' })
    expect(error).toMatchObject({ option: 'url', source: 'QCI_API_URL' })
    expect(error.toJSON()).toMatchObject({ option: 'url', source: 'QCI_API_URL' })
  })

  test('a ConfigurationError without facts has no such properties', () => {
    expect(Object.keys(new ConfigurationError('no'))).toEqual(['name', 'code'])
  })

  test('a misspelled fact does not compile', () => {
    // @ts-expect-error -- `option` is meant
    expect(new ConfigurationError('no', { optoin: 'url' })).toBeInstanceOf(Error)
  })
})

describe('isQciAuthError', () => {
  test.each<[string, unknown]>([
    ['an error of this package', new ConfigurationError('')],
    ['an error of another copy of it', Object.assign(new Error(), { code: 'ERR_QCI_AUTH_TIMEOUT' })],
    [
      'an error of another realm',
      runInNewContext(`
      class ApiError extends Error { name = 'ApiError'; code = 'ERR_QCI_AUTH_API' }
      new ApiError('403')
    `),
    ],
    ['an error behind a proxy', new Proxy(new ConfigurationError(''), {})],
  ])('isQciAuthError accepts %s', (_, error) => {
    expect(isQciAuthError(error)).toBe(true)
  })

  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const hostile = Object.defineProperty(new Error(), 'code', {
    get() {
      throw new Error('a getter failed')
    },
  })
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'ERR_QCI_AUTH_API'],
    ['an object that is no error', { code: 'ERR_QCI_AUTH_API' }],
    ['an error without a code', new Error('ERR_QCI_AUTH_API')],
    ['an error with another code', Object.assign(new Error(), { code: 'ECONNRESET' })],
    [
      'an error with a code that only contains the prefix',
      Object.assign(new Error(), { code: 'MY_ERR_QCI_AUTH_' }),
    ],
    ['an error whose getters throw', hostile],
    ['a revoked proxy', revoked.proxy],
  ])('isQciAuthError rejects %s', (_, value) => {
    expect(isQciAuthError(value)).toBe(false)
  })
})

describe('the status text', () => {
  test('the status text is the reason phrase of the response', () => {
    expect(toStatusText(new Response(null, { status: 404, statusText: 'Gone Fishing' }))).toBe('Gone Fishing')
  })

  test.each([
    [400, 'Bad Request'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'Not Found'],
    [405, 'Method Not Allowed'],
    [408, 'Request Timeout'],
    [413, 'Content Too Large'],
    [422, 'Unprocessable Content'],
    [429, 'Too Many Requests'],
    [500, 'Internal Server Error'],
    [502, 'Bad Gateway'],
    [503, 'Service Unavailable'],
    [504, 'Gateway Timeout'],
    [599, 'Error'],
  ])('the status text of %i is "%s" when the response has no reason phrase', (status, phrase) => {
    expect(toStatusText(new Response(null, { status }))).toBe(phrase)
  })
})
