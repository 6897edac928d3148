import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import { AuthClient, ConfigurationError, TOKEN_EXPIRATION_MARGIN_MS } from '@qci-client/auth'
import type { AuthClientOptions, Environment } from '@qci-client/auth'

const given = { url: 'https://api.example', apiToken: 'RT', env: {} }
const messageOf = (act: () => unknown): string | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
const construct = (options: AuthClientOptions) => () => new AuthClient({ ...given, ...options })

describe('the API address', () => {
  test('the API address gets a slash at its end when it has none', () => {
    expect(construct({ url: 'https://api.example' })().url).toBe('https://api.example/')
    expect(construct({ url: 'https://api.example/base/' })().url).toBe('https://api.example/base/')
  })

  test('the API address names where access tokens are obtained', () => {
    expect(construct({ url: 'https://api.example/base' })().accessTokensUrl).toBe(
      'https://api.example/base/auth/v1/access-tokens/',
    )
  })

  test('the API address comes from the option before QCI_API_URL', () => {
    const env = { QCI_API_URL: 'https://from.env' }
    expect(construct({ env })().url).toBe('https://api.example/')
    expect(construct({ url: undefined, env })().url).toBe('https://from.env/')
  })

  test.each(['', ' ', '\n\t'])('the API address counts as absent when it is blank: %j', (blank) => {
    expect(construct({ url: blank, env: { QCI_API_URL: 'https://from.env' } })().url).toBe(
      'https://from.env/',
    )
    expect(construct({ url: blank, env: { QCI_API_URL: blank } })).toThrow(
      'No API address: pass { url } or set QCI_API_URL.',
    )
  })

  test('the API address is trimmed', () => {
    expect(construct({ url: ' https://api.example\n' })().url).toBe('https://api.example/')
  })

  test('the API address is checked before the API token', () => {
    expect(() => new AuthClient({ env: {} })).toThrow('QCI_API_URL')
  })

  test.each([
    ['api.qci-prod.com', 'is not a URL'],
    ['localhost:8080', 'https://'],
    ['ftp://api.example', 'https://'],
    ['https://user@api.example', 'user name'],
    ['https://user:secret@api.example', 'user name'],
    ['https://api.example/?q=1', 'query'],
    ['https://api.example/?', 'query'],
    ['https://api.example/#part', 'fragment'],
    ['https://api.exa mple', 'is not a URL'],
    ['https://api.example\\base', 'is not a URL'],
    ['http://api.example', 'allowInsecure'],
    ['http://10.0.0.1', 'allowInsecure'],
    ['http://localhost.example', 'allowInsecure'],
    ['http://notlocalhost', 'allowInsecure'],
    ['http://api.localhost', 'allowInsecure'],
    ['http://localhost.', 'allowInsecure'],
    ['http://127.evil.com', 'allowInsecure'],
    ['http://127.0.0.1.evil.com', 'allowInsecure'],
    ['http://1127.0.0.1.example', 'allowInsecure'],
    ['http://128.0.0.1', 'allowInsecure'],
    ['http://[::2]', 'allowInsecure'],
    ['http://[::ffff:127.0.0.1]', 'allowInsecure'],
    ['https:api.example', 'https://'],
    ['https:/api.example', 'https://'],
    ['https:///api.example', 'https://'],
    ['http:localhost', 'https://'],
    ['https://@api.example', 'user name'],
    ['https://:@api.example', 'user name'],
    ['https://api.ex\u00ADample', 'is not a URL'],
    ['https://api.example/\uD800', 'is not a URL'],
    ['xhttps://api.example', 'must begin with https://'],
    ['httpsx://api.example', 'must begin with https://'],
  ])('the API address is rejected with the reason: %s', (url, reason) => {
    expect(construct({ url })).toThrow(ConfigurationError)
    expect(construct({ url })).toThrow(reason)
    expect(construct({ url })).toThrow('url')
  })

  test('a value that is no address is not quoted: it may be a token in the wrong variable', () => {
    const url = 'qci-token-1234567890'
    expect(construct({ url: undefined, env: { QCI_API_URL: url } })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(url) }),
    )
  })

  test.each([
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://127.1.2.3:1',
    'http://127.10.20.30',
    'http://[::1]:8080',
    'http://127.1',
    'http://0x7f.1',
    'http://LOCALHOST',
    'http://[0:0:0:0:0:0:0:1]',
  ])('the API address may be http: to this machine: %s', (url) => {
    expect(construct({ url })().url).toBe(`${url}/`)
  })

  test('the API address may be http: to another machine with allowInsecure', () => {
    expect(construct({ url: 'http://api.example', allowInsecure: true })().url).toBe('http://api.example/')
  })

  test.each(['true', 'TRUE', '1', ' true\n'])(
    'the API address may be http: to another machine with QCI_ALLOW_INSECURE=%j',
    (value) => {
      const env = { QCI_ALLOW_INSECURE: value }
      expect(construct({ url: 'http://mock:4010', env })().url).toBe('http://mock:4010/')
      expect(construct({ allowedOrigins: ['http://jobs:4010'], env })().isTrusted('http://jobs:4010/x')).toBe(
        true,
      )
    },
  )

  test.each(['false', '0', '', ' '])('the API address must be https: with QCI_ALLOW_INSECURE=%j', (value) => {
    const env = { QCI_ALLOW_INSECURE: value }
    expect(construct({ url: 'http://mock:4010', env })).toThrow('plain http')
  })

  test('the API address must be https: with allowInsecure: false, whatever QCI_ALLOW_INSECURE is', () => {
    const env = { QCI_ALLOW_INSECURE: 'true' }
    expect(construct({ url: 'http://mock:4010', allowInsecure: false, env })).toThrow('plain http')
  })

  test('the API address is rejected when QCI_ALLOW_INSECURE is neither true nor false', () => {
    expect(construct({ env: { QCI_ALLOW_INSECURE: 'yes' } })).toThrow(
      'QCI_ALLOW_INSECURE must be true, 1, false or 0.',
    )
  })
})

describe('the API token', () => {
  test('the API token comes from the option before QCI_TOKEN', async () => {
    const env = { QCI_TOKEN: 'from-env' }
    await expect(construct({ env })().getApiToken()).resolves.toBe('RT')
    await expect(construct({ apiToken: undefined, env })().getApiToken()).resolves.toBe('from-env')
  })

  test('the API token counts as absent when it is blank', () => {
    expect(construct({ apiToken: ' \n' })).toThrow('No API token: pass { apiToken } or set QCI_TOKEN.')
  })

  test('the API token is trimmed, as when it is read from a file', async () => {
    await expect(construct({ apiToken: ' token\r\n' })().getApiToken()).resolves.toBe('token')
  })

  test.each([
    '\u0000',
    '\u0007',
    '\n',
    '\u007F',
    '\u0085',
    '\u00AD',
    '\u180E',
    '\u202E',
    '\uFEFF',
    '\u200B',
    '\u200D',
    '\u2060',
    '\u2028',
    '\uD800',
  ])('an API token with %j in it is rejected and not shown', (character) => {
    const apiToken = `secret${character}token`
    expect(construct({ apiToken })).toThrow(ConfigurationError)
    expect(construct({ apiToken })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/secret|ret.?tok/) }),
    )
  })

  test.each([
    ['"token"', 'is in quotes'],
    ["'token'", 'is in quotes'],
    ['`token`', 'is in quotes'],
    ['“token”', 'is in quotes'],
    ['"token', 'is in quotes'],
    ["token'", 'is in quotes'],
    ['Bearer token', 'begins with "Bearer"'],
    ['bearer\ttoken', 'begins with "Bearer"'],
    ['Bearer', 'begins with "Bearer"'],
    ['Authorization: Bearer token', 'begins with "Bearer"'],
    ['undefined', 'is the text of a missing value (undefined, null or [object …])'],
    [' null\n', 'is the text of a missing value (undefined, null or [object …])'],
    ['[object Object]', 'is the text of a missing value (undefined, null or [object …])'],
    ['[object Promise]', 'is the text of a missing value (undefined, null or [object …])'],
    [String.raw`token\n`, String.raw`contains a literal "\n"`],
    [String.raw`token\r\n`, String.raw`contains a literal "\n"`],
    ['to–ken', 'contains a dash that is not ASCII'],
    ['to—ken', 'contains a dash that is not ASCII'],
    ['to\u2011ken', 'contains a dash that is not ASCII'],
    ['to\uFF0Dken', 'contains a dash that is not ASCII'],
    ['«token»', 'is in quotes'],
    ['„token', 'is in quotes'],
    ['to\u2212ken', 'contains a dash that is not ASCII'],
    ['to\uFEFFken', 'contains an invisible character, such as a line break or byte order mark'],
    ['to\u200Bken', 'contains an invisible character, such as a line break or byte order mark'],
    ['to\u0007ken', 'contains an invisible character, such as a line break or byte order mark'],
    ['to\nken', 'contains an invisible character, such as a line break or byte order mark'],
    ['t'.repeat(16_385), 'is longer than 16 KiB'],
  ])(
    'the API token is rejected as option, as variable and from a function: %j %s',
    async (apiToken, reason) => {
      const facts = (source: string) => ({
        code: 'ERR_QCI_AUTH_CONFIGURATION',
        option: 'apiToken',
        source,
        message: expect.stringContaining(`The API token in ${source} ${reason}`),
      })
      expect(construct({ apiToken })).toThrow(expect.objectContaining(facts('apiToken')))
      expect(construct({ apiToken: undefined, env: { QCI_TOKEN: apiToken } })).toThrow(
        expect.objectContaining(facts('QCI_TOKEN')),
      )
      await expect(construct({ apiToken: () => apiToken })().getApiToken()).rejects.toMatchObject(
        facts('the apiToken function'),
      )
    },
  )

  test.each([
    'token',
    'to-ken',
    'to"ken',
    'Bearertoken',
    'nullable',
    'undefined1',
    String.raw`a\b`,
    't'.repeat(16_384),
    'tökén',
  ])('the API token is accepted: %j', async (apiToken) => {
    await expect(construct({ apiToken })().getApiToken()).resolves.toBe(apiToken)
  })

  test('getApiToken returns what the apiToken function returns at each call', async () => {
    let calls = 0
    await expect(construct({ apiToken: () => `token-${(calls += 1)} ` })().getApiToken()).resolves.toBe(
      'token-1',
    )
    const client = construct({ apiToken: () => Promise.resolve(`token-${(calls += 1)}`) })()
    await expect(client.getApiToken()).resolves.toBe('token-2')
    await expect(client.getApiToken()).resolves.toBe('token-3')
  })

  test('an apiToken function that throws or returns nothing valid is a ConfigurationError that shows nothing of it', async () => {
    const failing = [
      () => {
        throw new Error('vault says secret-in-message')
      },
      () => Promise.reject(new TypeError('secret-in-message')),
      () => '',
      () => 'secret-in-message\u0000x',
      () => undefined as unknown as string,
    ]
    for (const apiToken of failing) {
      const error: unknown = await construct({ apiToken })()
        .getApiToken()
        .catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'ERR_QCI_AUTH_CONFIGURATION' })
      expect(String((error as Error).stack)).not.toContain('secret-in-message')
    }
  })
})

describe('the environment', () => {
  test('an environment that denies access counts as empty', () => {
    const env = new Proxy(
      {},
      {
        get: () => {
          throw new Error('not allowed')
        },
      },
    )
    expect(() => new AuthClient({ apiToken: 'RT', env })).toThrow('QCI_API_URL')
  })

  test('the environment is that of the process without the option env, and not with it', async () => {
    vi.stubEnv('QCI_API_URL', 'https://from.process')
    vi.stubEnv('QCI_TOKEN', 'from-process')
    try {
      const client = new AuthClient()
      expect(client.url).toBe('https://from.process/')
      await expect(client.getApiToken()).resolves.toBe('from-process')
      expect(() => new AuthClient({ env: {} })).toThrow('No API address')
      expect(() => new AuthClient({ env: { QCI_API_URL: 'https://api.example' } })).toThrow('No API token')
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test.each([
    ['object', { get: () => Promise.resolve('secret') }],
    ['number', 12_345],
    ['boolean', true],
    ['null', null],
    ['function', () => 'secret'],
    ['symbol', Symbol('secret')],
    ['bigint', 12_345n],
  ])(
    'an environment variable that is not a string but %s is a ConfigurationError that names it',
    (type, value) => {
      for (const name of ['QCI_API_URL', 'QCI_TOKEN', 'QCI_ALLOW_INSECURE']) {
        const env = { QCI_API_URL: 'https://api.example', QCI_TOKEN: 'RT', [name]: value }
        expect(() => new AuthClient({ env })).toThrow(
          expect.objectContaining({
            code: 'ERR_QCI_AUTH_CONFIGURATION',
            source: name,
            message: `${name} must be a string, got ${type}.`,
          }),
        )
      }
    },
  )

  test('the environment may be an instance of a class, a proxy, or an object without a prototype', () => {
    class Settings {
      get QCI_API_URL(): string {
        return 'https://api.example'
      }
      get QCI_TOKEN(): string {
        return 'RT'
      }
    }
    const proxy = new Proxy({}, { get: (_, name) => new Settings()[name as 'QCI_TOKEN'] })
    const bare = Object.assign(Object.create(null), { QCI_API_URL: 'https://api.example', QCI_TOKEN: 'RT' })
    for (const env of [new Settings(), proxy, bare as Environment]) {
      expect(new AuthClient({ env }).url).toBe('https://api.example/')
    }
  })
})

describe('numbers', () => {
  test.each([
    0,
    -1,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    1.1e15,
    '5' as unknown as number,
    null as unknown as number,
  ])('timeoutMs must be above 0 and at most 1e15, not %s', (timeoutMs) => {
    expect(construct({ timeoutMs })).toThrow(/timeoutMs must be/)
  })

  test('timeoutMs may be tiny, huge, Infinity, or absent', () => {
    for (const timeoutMs of [Number.MIN_VALUE, 1e15, Infinity, undefined])
      expect(construct({ timeoutMs })().timeoutMs).toBe(timeoutMs)
  })

  test('other number options must be finite and not negative', () => {
    const names = ['expirationMarginMs', 'renewAheadMs', 'renewalWaitMs', 'maxRetries'] as const
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.double(), (name, value) => {
        const isGood = Number.isFinite(value) && value >= 0
        const outcome = messageOf(construct({ [name]: value }))
        expect(outcome).toBe(
          isGood ? undefined : `${name} must be a finite number of at least 0, got ${value}.`,
        )
      }),
    )
  })
})

describe('the message about an option', () => {
  test.each<[string, object]>([
    ['timeoutMs must be above 0 and at most 1e15, or Infinity, got 0.', { timeoutMs: 0 }],
    ['timeoutMs must be above 0 and at most 1e15, or Infinity, got string.', { timeoutMs: 'secret' }],
    ['maxRetries must be a finite number of at least 0, got -1.', { maxRetries: -1 }],
    ['allowInsecure must be true or false, got string.', { allowInsecure: 'false' }],
    ['url must be a string, got number.', { url: 7 }],
    ['url must be a string, got function.', { url: () => 'https://api.example' }],
    ['apiToken must be a string or a function, got number.', { apiToken: 7 }],
    ['onEvent must be a function, got null.', { onEvent: null }],
    ['waitUntil must be a function, got object.', { waitUntil: {} }],
    ['env must be an object, got string.', { env: 'secret' }],
    ['allowedOrigins must be an array of strings, got 5.', { allowedOrigins: 5 }],
    ['allowedOrigins must be an array of strings, got string.', { allowedOrigins: 'https://jobs.example' }],
    ['allowedOrigins must be an array of strings, got object.', { allowedOrigins: [5] }],
    ['clock.sleep must be a function, got undefined.', { clock: { now: Date.now, monotonic: Date.now } }],
    ['No API address: pass { url } or set QCI_API_URL.', { url: null }],
    ['No API token: pass { apiToken } or set QCI_TOKEN.', { apiToken: null }],
    [
      'The API address in url uses plain http to api.example, which exposes tokens on the network. Use https, or set { allowInsecure: true } or QCI_ALLOW_INSECURE=true.',
      { url: 'http://api.example' },
    ],
  ])('the message about an option says what was expected and what was found: %s', (message, option) => {
    expect(messageOf(construct(option))).toBe(message)
  })

  test('the message about an option names the variable when the value came from the environment', () => {
    const env = { QCI_API_URL: 'ftp://api.example', QCI_TOKEN: 'token' }
    const make = () => new AuthClient({ env })
    expect(messageOf(make)).toBe('The API address in QCI_API_URL must begin with https://.')
  })
})

describe('objects', () => {
  test.each([null, 'url', 7] as never[])('the options must be an object, not %j', (options) => {
    expect(() => new AuthClient(options)).toThrow('options must be an object')
  })

  test.each([null, () => 0] as never[])('the option clock must be an object', (clock) => {
    expect(construct({ clock })).toThrow('clock must be an object')
  })

  test('the message about null says null', () => {
    expect(() => new AuthClient(null as never)).toThrow('options must be an object, got null.')
  })
})

describe('functions', () => {
  test.each(['fetch', 'random', 'onEvent'] as const)('the option %s must be a function', (name) => {
    expect(construct({ [name]: 'no function' })).toThrow(`${name} must be a function`)
  })

  test('the members of a clock must be functions', () => {
    expect(construct({ clock: { now: () => 0 } as never })).toThrow('clock.monotonic must be a function')
  })
})

test('the expiration margin equals that of the Python original', () => {
  expect(TOKEN_EXPIRATION_MARGIN_MS).toBe(10 * 60 * 1_000)
})

test('constructing a client sends nothing', () => {
  const requests: unknown[] = []
  construct({ fetch: (url) => (requests.push(url), Promise.reject(new Error('no'))) })()
  expect(requests).toEqual([])
})
