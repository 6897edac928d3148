import { expect, test } from 'vitest'

import { AuthClient, ConfigurationError } from '@qci-client/auth'

const OPTIONS =
  'url apiToken timeoutMs expirationMarginMs renewAheadMs renewalWaitMs maxRetries allowInsecure allowedOrigins env fetch clock random onEvent waitUntil'.split(
    ' ',
  )

const fail = (): never => {
  throw new Error('secret value')
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

const values: unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  Number.NaN,
  Infinity,
  5n,
  '',
  'secret value',
  Symbol('secret value'),
]
const objects: unknown[] = [
  {},
  [],
  ['secret value'],
  [null],
  Object.create(null),
  new Date(),
  new Map(),
  /secret value/,
]
const oddities: unknown[] = [
  fail,
  revoked.proxy,
  new Proxy([], { get: fail }),
  new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail }),
  new String('secret value'),
  Promise.resolve('secret value'),
]

/** What goes wrong when a client is created with this option; undefined when nothing does. */
function failureFor(options: unknown): unknown {
  try {
    void new AuthClient(options as object)
    return undefined
  } catch (error) {
    return error
  }
}

test.each(OPTIONS)(
  'any value of the option %s is accepted, or is a ConfigurationError that shows no text of it',
  (name) => {
    for (const value of [...values, ...objects, ...oddities]) {
      const error = failureFor({ url: 'https://api.example', apiToken: 'RT', env: {}, [name]: value })
      expect(error ?? new ConfigurationError('')).toBeInstanceOf(ConfigurationError)
      expect(String((error as Error | undefined)?.stack)).not.toContain('secret value')
    }
  },
)

test('any value in place of the options is a ConfigurationError that shows no text of it', () => {
  for (const value of [...values.slice(1), ...objects, ...oddities]) {
    const error = failureFor(value)
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(String((error as Error).stack)).not.toContain('secret value')
  }
})

test('options of a call that cannot be read are a ConfigurationError that shows no text of them', async () => {
  const client = new AuthClient({ url: 'https://api.example', apiToken: 'RT', env: {} })
  const getter = Object.defineProperty({}, 'signal', { get: fail })
  for (const options of [getter, revoked.proxy, new Proxy({}, { get: fail })]) {
    for (const call of [
      () => client.getAccessToken(options),
      () => client.getHeaders(options),
      () => client.getUserId(options),
      () => client.getApiToken(options),
      () => client.getAccessTokensHealth(options),
    ]) {
      // A rejection, not an exception of the call itself.
      // oxlint-disable-next-line no-await-in-loop
      const error: unknown = await call().catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(ConfigurationError)
      expect(String((error as Error).stack)).not.toContain('secret value')
    }
  }
})
