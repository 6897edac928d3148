import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { AuthClient, ConfigurationError, TOKEN_EXPIRATION_MARGIN_MS } from '@qci-client/auth'
import type { AuthClientOptions } from '@qci-client/auth'

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

describe('the address', () => {
  test('gets a slash at its end when it has none', () => {
    expect(construct({ url: 'https://api.example' })().url).toBe('https://api.example/')
    expect(construct({ url: 'https://api.example/base/' })().url).toBe('https://api.example/base/')
  })

  test('names where access tokens are obtained', () => {
    expect(construct({ url: 'https://api.example/base' })().accessTokensUrl).toBe(
      'https://api.example/base/auth/v1/access-tokens/',
    )
  })

  test('comes from the option before QCI_API_URL', () => {
    const env = { QCI_API_URL: 'https://from.env' }
    expect(construct({ env })().url).toBe('https://api.example/')
    expect(construct({ url: undefined, env })().url).toBe('https://from.env/')
  })

  test.each(['', ' ', '\n\t'])('counts as absent when it is blank: %j', (blank) => {
    expect(construct({ url: blank, env: { QCI_API_URL: 'https://from.env' } })().url).toBe(
      'https://from.env/',
    )
    expect(construct({ url: blank, env: { QCI_API_URL: blank } })).toThrow(
      'No API address: pass { url } or set QCI_API_URL.',
    )
  })

  test('loses the white space around it', () => {
    expect(construct({ url: ' https://api.example\n' })().url).toBe('https://api.example/')
  })

  test('is complained about before the API token', () => {
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
    ['xhttps://api.example', 'must begin with https://'],
    ['httpsx://api.example', 'must begin with https://'],
  ])('is refused with the reason: %s', (url, reason) => {
    expect(construct({ url })).toThrow(ConfigurationError)
    expect(construct({ url })).toThrow(reason)
    expect(construct({ url })).toThrow('url')
  })

  test('that is no address is not quoted, for it may be a token in the wrong variable', () => {
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
    'http://api.localhost',
  ])('may be http: to this machine: %s', (url) => {
    expect(construct({ url })().url).toBe(`${url}/`)
  })

  test('may be http: to another when that is allowed', () => {
    expect(construct({ url: 'http://api.example', allowInsecure: true })().url).toBe('http://api.example/')
  })
})

describe('the API token', () => {
  test('comes from the option before QCI_TOKEN', async () => {
    const env = { QCI_TOKEN: 'from-env' }
    await expect(construct({ env })().getApiToken()).resolves.toBe('RT')
    await expect(construct({ apiToken: undefined, env })().getApiToken()).resolves.toBe('from-env')
  })

  test('counts as absent when it is blank', () => {
    expect(construct({ apiToken: ' \n' })).toThrow('No API token: pass { apiToken } or set QCI_TOKEN.')
  })

  test('loses the white space around it, such as the last line feed of a file', async () => {
    await expect(construct({ apiToken: ' token\r\n' })().getApiToken()).resolves.toBe('token')
  })

  test.each(['\u0000', '\u0007', '\n', '\u007F', '\uFEFF', '\u200B', '\u200D', '\u2060', '\u2028', '\uD800'])(
    'is refused, and not shown, when it has %j in it',
    (character) => {
      const apiToken = `secret${character}token`
      expect(construct({ apiToken })).toThrow(ConfigurationError)
      expect(construct({ apiToken })).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(/secret|ret.?tok/) }),
      )
    },
  )

  test('may be given by a function, plain or async, each time it is asked for', async () => {
    let calls = 0
    await expect(construct({ apiToken: () => `token-${(calls += 1)} ` })().getApiToken()).resolves.toBe(
      'token-1',
    )
    const client = construct({ apiToken: () => Promise.resolve(`token-${(calls += 1)}`) })()
    await expect(client.getApiToken()).resolves.toBe('token-2')
    await expect(client.getApiToken()).resolves.toBe('token-3')
  })

  test('is a configuration error when its function throws or gives nothing valid, showing nothing of it', async () => {
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
  test('is empty where reading it is refused', () => {
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

  test('is the process’s own without the option', () => {
    expect(() => new AuthClient({ apiToken: 'RT', url: 'https://api.example' })).not.toThrow()
  })
})

describe('numbers', () => {
  test.each([
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1.1e15,
    '5' as unknown as number,
    null as unknown as number,
  ])('of timeoutMs are above 0 and at most 1e15, not %s', (timeoutMs) => {
    expect(construct({ timeoutMs })).toThrow(/timeoutMs must be/)
  })

  test('of timeoutMs may be tiny, huge, or left out', () => {
    for (const timeoutMs of [Number.MIN_VALUE, 1e15, undefined])
      expect(construct({ timeoutMs })().timeoutMs).toBe(timeoutMs)
  })

  test('of the other options are finite and not negative', () => {
    const names = ['expirationMarginMs', 'renewAheadMs', 'renewalWaitMs', 'maxRetries'] as const
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.double(), (name, value) => {
        const isGood = Number.isFinite(value) && value >= 0
        const outcome = messageOf(construct({ [name]: value }))
        expect(outcome).toBe(
          isGood ? undefined : `${name} must be a finite number, not negative; it is ${value}.`,
        )
      }),
    )
  })
})

describe('what is wrong of an option', () => {
  test.each<[string, object]>([
    ['timeoutMs must be above 0 and at most 1e15; it is 0.', { timeoutMs: 0 }],
    ['timeoutMs must be above 0 and at most 1e15; it is string.', { timeoutMs: 'secret' }],
    ['maxRetries must be a finite number, not negative; it is -1.', { maxRetries: -1 }],
    ['allowInsecure must be true or false; it is string.', { allowInsecure: 'false' }],
    ['url must be a string; it is number.', { url: 7 }],
    ['url must be a string; it is function.', { url: () => 'https://api.example' }],
    ['apiToken must be a string; it is number.', { apiToken: 7 }],
    ['onEvent must be a function; it is null.', { onEvent: null }],
    ['clock.sleep must be a function; it is undefined.', { clock: { now: Date.now, monotonic: Date.now } }],
    ['No API address: pass { url } or set QCI_API_URL.', { url: null }],
    ['No API token: pass { apiToken } or set QCI_TOKEN.', { apiToken: null }],
    [
      'The API address in url is http: to api.example, which shows the API token to whoever listens: use https:, or pass { allowInsecure: true }.',
      { url: 'http://api.example' },
    ],
    [
      'The API token in apiToken has control or zero-width characters in it. Copy it again.',
      { apiToken: 'to\u200Bken' },
    ],
  ])('is said: %s', (message, option) => {
    expect(messageOf(construct(option))).toBe(message)
  })

  test('is said of the variable where it came from there', () => {
    const env = { QCI_API_URL: 'ftp://api.example', QCI_TOKEN: 'token' }
    const make = () => new AuthClient({ env })
    expect(messageOf(make)).toBe('The API address in QCI_API_URL must begin with https://.')
  })
})

describe('objects', () => {
  test.each([null, 'url', 7] as never[])('is what the options must be, not %j', (options) => {
    expect(() => new AuthClient(options)).toThrow('options must be an object')
  })

  test.each([null, () => 0] as never[])('is what a clock must be', (clock) => {
    expect(construct({ clock })).toThrow('clock must be an object')
  })

  test('are named by what they are when they are null', () => {
    expect(() => new AuthClient(null as never)).toThrow('options must be an object; it is null.')
  })
})

describe('functions', () => {
  test.each(['fetch', 'random', 'onEvent'] as const)('is what %s must be', (name) => {
    expect(construct({ [name]: 'no function' })).toThrow(`${name} must be a function`)
  })

  test('are what a clock consists of', () => {
    expect(construct({ clock: { now: () => 0 } as never })).toThrow('clock.monotonic must be a function')
  })
})

test('the margin is that of the Python original', () => {
  expect(TOKEN_EXPIRATION_MARGIN_MS).toBe(10 * 60 * 1_000)
})

test('constructing a client sends nothing', () => {
  const requests: unknown[] = []
  construct({ fetch: (request) => (requests.push(request), Promise.reject(new Error('no'))) })()
  expect(requests).toEqual([])
})
