import { afterEach, describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'

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

afterEach(() => {
  for (const name of Object.keys(POLLUTION)) delete (Object.prototype as Record<string, unknown>)[name]
})

describe('properties added to Object.prototype', () => {
  test('are not taken for options', async () => {
    const env = { QCI_API_URL: 'https://api.example', QCI_TOKEN: 'RT' }
    const options = { env }
    pollute(POLLUTION)
    const client = new AuthClient(options)
    expect(client.url).toBe('https://api.example/')
    expect(client.timeoutMs).toBeUndefined()
    expect(client.isTrusted('https://evil.example/')).toBe(false)
    await expect(client.getApiToken()).resolves.toBe('RT')
  })

  test('are not taken for environment variables', () => {
    pollute(POLLUTION)
    expect(() => new AuthClient({ env: {} })).toThrow('No API address')
    expect(() => new AuthClient({ env: {}, url: 'https://api.example' })).toThrow('No API token')
    expect(() => new AuthClient({ env: {}, url: 'http://api.example', apiToken: 'RT' })).toThrow('plain http')
  })

  test('are not taken for unknown options', () => {
    pollute({ timeout: 5 })
    expect(() => new AuthClient({ env: {}, url: 'https://api.example', apiToken: 'RT' })).not.toThrow()
  })
})
