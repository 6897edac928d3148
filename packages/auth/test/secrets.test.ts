import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'

import { API_TOKEN, createHarness, failureOf } from './support/harness.ts'
import { everythingOf, formsOf } from '@qci-client/test-support/secrets'
import { settle } from './support/test-clock.ts'

const ACCESS_TOKEN = 'access+token/with=signs'

const SECRETS = [API_TOKEN, ACCESS_TOKEN].flatMap(formsOf)

/** What a hostile or careless server could put anywhere in a response. */
const echo = SECRETS.join(' ')

const responses: [name: string, toResponse: () => Response | Error][] = [
  [
    '401 with an echo',
    () => Response.json({ message: echo }, { status: 401, headers: { 'x-request-id': API_TOKEN } }),
  ],
  ['500 with an echo', () => new Response(echo, { status: 500 })],
  ['an invalid body with an echo', () => new Response(echo)],
  ['an invalid field with an echo', () => Response.json({ access_token: `${ACCESS_TOKEN} ${echo}` })],
  [
    'a redirect with an echo',
    () => new Response(null, { status: 307, headers: { location: `https://x/${API_TOKEN}?${API_TOKEN}` } }),
  ],
  [
    'a failure with an echo',
    () => new TypeError('fetch failed', { cause: Object.assign(new Error(echo), { code: 'ECONNRESET' }) }),
  ],
  [
    'a failure that contains the request',
    () => Object.assign(new Error('failed'), { request: { body: echo } }),
  ],
]

describe('no token is shown', () => {
  test.each([
    ['a slash escaped, as PHP writes JSON', 'key\\/one+two'],
    ['escapes of JSON', 'key/one\\u002Btwo'],
    ['escapes of JSON in lower case', 'key\\u002fone\\u002btwo'],
    ['URL encoding in lower case', 'key%2fone%2btwo'],
    ['URL encoding', 'key%2Fone%2Btwo'],
  ])('a token is redacted in a body with %s', async (_name, written) => {
    const { client, latest } = createHarness({ apiToken: 'key/one+two', maxRetries: 0 })
    const call = client.getAccessToken().catch((error: unknown) => error)
    await settle()
    await latest().respond(new Response(`it is ${written}!`, { status: 500 }))
    expect(await call).toMatchObject({ responseBody: 'it is [redacted]!' })
  })

  test('of two tokens with the same beginning the longer one is redacted as a whole', async () => {
    const { client, latest, obtain } = createHarness({ apiToken: 'key-1', maxRetries: 0 })
    await obtain({ accessToken: 'key-1-and-more' })
    const call = client.getAccessToken({ forceRenewal: true }).catch((error: unknown) => error)
    await settle()
    await latest().respond(new Response('key-1-and-more key-1', { status: 500 }))
    expect(await call).toMatchObject({ responseBody: '[redacted] [redacted]' })
  })

  test.each(responses)('no token is shown in an error or an event: %s', async (_name, toResponse) => {
    const { client, events, latest, obtain } = createHarness({ maxRetries: 1 })
    await obtain({ accessToken: ACCESS_TOKEN })
    for (const begin of [
      () => client.getAccessToken({ forceRenewal: true }),
      () => client.postAccessTokens(),
      () => client.getAccessTokensHealth(),
    ]) {
      const call: Promise<unknown> = begin()
      call.catch(() => {})
      await settle()
      const given = toResponse()
      await (given instanceof Error ? latest().fail(given) : latest().respond(given))
      const error: unknown = await call.catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(Error)
      for (const secret of SECRETS) expect(everythingOf(error)).not.toContain(secret)
    }
    for (const secret of SECRETS) expect(everythingOf(events)).not.toContain(secret)
  })

  test.each<[place: string, toResponse: () => Response | Error, facts: object]>([
    [
      'the reason phrase',
      () => new Response('', { status: 500, statusText: `no ${API_TOKEN}` }),
      { statusText: 'no [redacted]' },
    ],
    [
      'the request id',
      () => new Response('', { status: 500, headers: { 'x-request-id': `id-${API_TOKEN}` } }),
      { requestId: 'id-[redacted]' },
    ],
    [
      'the API message',
      () => Response.json({ message: `no ${API_TOKEN}` }, { status: 500 }),
      { apiMessage: 'no [redacted]' },
    ],
    [
      'the path of a redirect',
      () =>
        new Response(null, { status: 302, headers: { location: `https://x.example/${API_TOKEN}/login` } }),
      { location: 'https://x.example/[redacted]/login' },
    ],
    [
      'the code and message of a cause',
      () =>
        new TypeError('fetch failed', {
          cause: Object.assign(new Error(`no ${API_TOKEN}`), { code: `E_${API_TOKEN}` }),
        }),
      { cause: { message: 'E_[redacted]: no [redacted]', code: 'E_[redacted]' } },
    ],
    [
      'the name of a cause',
      () => Object.assign(new Error('failed'), { name: API_TOKEN }),
      { cause: { name: 'Error' } },
    ],
  ])('a token is redacted in %s of an error', async (_, toResponse, facts) => {
    const { client, latest } = createHarness({ maxRetries: 0 })
    const call = failureOf(client.getAccessToken())
    await settle()
    const given = toResponse()
    await (given instanceof Error ? latest().fail(given) : latest().respond(given))
    const error = await call
    expect(error).toMatchObject(facts)
    expect(everythingOf(error)).not.toContain(API_TOKEN)
  })

  test('a token in the address of the API is not shown', async () => {
    const { client, latest } = createHarness({ url: `https://api.example/${API_TOKEN}/`, maxRetries: 0 })
    for (const toResponse of [
      () => new Response('', { status: 500 }),
      () => new Response('', { status: 302 }),
    ]) {
      const call = failureOf(client.getAccessTokensHealth())
      await settle()
      await latest().respond(toResponse())
      expect(await call).toMatchObject({ url: 'https://api.example/[redacted]/auth/v1/access-tokens/health' })
    }
    const call = failureOf(client.getAccessTokensHealth())
    await settle()
    await latest().fail(new TypeError('fetch failed'))
    expect(await call).toMatchObject({ url: 'https://api.example/[redacted]/auth/v1/access-tokens/health' })
  })

  test('an access token that was invalidated before the API echoed it is redacted', async () => {
    const { client, latest, obtain } = createHarness({ maxRetries: 0 })
    await obtain({ accessToken: ACCESS_TOKEN })
    client.invalidate()
    const call = failureOf(client.getAccessToken())
    await settle()
    await latest().respond(new Response(`it was ${ACCESS_TOKEN}!`, { status: 500 }))
    expect(await call).toMatchObject({ responseBody: 'it was [redacted]!' })
  })

  test('each API token that an apiToken function returned is redacted in errors of health and version', async () => {
    const apiTokens = ['first-api-token', 'second-api-token', 'third-api-token']
    let calls = 0
    const { client, latest } = createHarness({ apiToken: () => apiTokens[calls++]!, maxRetries: 0 })
    const exchange = failureOf(client.getAccessToken())
    await settle()
    await latest().respond(new Response('', { status: 500 }))
    await exchange
    await client.getApiToken()
    const post = failureOf(client.postAccessTokens())
    await settle()
    await latest().respond(new Response('', { status: 500 }))
    await post
    for (const begin of [() => client.getAccessTokensHealth(), () => client.getAccessTokensVersion()]) {
      const call = failureOf(begin())
      await settle()
      await latest().respond(new Response(`known: ${apiTokens.join(', ')}.`, { status: 500 }))
      expect(await call).toMatchObject({ responseBody: 'known: [redacted], [redacted], [redacted].' })
    }
  })

  test('an access token that postAccessTokens obtained is redacted', async () => {
    const { client, latest, token } = createHarness({ maxRetries: 0 })
    const post = client.postAccessTokens()
    await settle()
    await latest().respond(token({ accessToken: ACCESS_TOKEN }))
    await post
    const call = failureOf(client.getAccessTokensHealth())
    await settle()
    await latest().respond(new Response(`it was ${ACCESS_TOKEN}!`, { status: 500 }))
    expect(await call).toMatchObject({ responseBody: 'it was [redacted]!' })
  })

  test('no token is shown when a client is inspected', async () => {
    const { client, obtain } = createHarness()
    await obtain({ accessToken: ACCESS_TOKEN })
    for (const secret of SECRETS) expect(everythingOf(client)).not.toContain(secret)
    expect(inspect(client)).toBe('AuthClient {"url":"https://api.example/base/"}')
  })

  test('no token is shown in errors of the constructor', () => {
    const attempts = [
      { url: API_TOKEN },
      { url: `https://${API_TOKEN}@api.example` },
      { url: `https://api.example/?token=${API_TOKEN}` },
      { url: 'https://api.example', apiToken: `${API_TOKEN}\u0000` },
      { url: 'https://api.example', apiToken: API_TOKEN, timeoutMs: API_TOKEN as unknown as number },
    ]
    for (const options of attempts) {
      let thrown: unknown
      try {
        thrown = new AuthClient({ env: {}, ...options })
      } catch (error) {
        thrown = error
      }
      expect(thrown).toMatchObject({ code: 'ERR_QCI_AUTH_CONFIGURATION' })
      for (const secret of SECRETS) expect(everythingOf(thrown)).not.toContain(secret)
    }
  })
})
