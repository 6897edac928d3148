import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'

const construct = (option: object) => () =>
  new AuthClient({ url: 'https://api.example', apiToken: 'RT', env: {}, ...option })

describe('an unknown option', () => {
  test.each([
    ['timeout', 'timeoutMs'],
    ['timeout_ms', 'timeoutMs'],
    ['timeoutSeconds', 'timeoutMs'],
    ['requestTimeout', 'timeoutMs'],
    ['token', 'apiToken'],
    ['api_token', 'apiToken'],
    ['apitoken', 'apiToken'],
    ['apiTokne', 'apiToken'],
    ['apiKey', 'apiToken'],
    ['refreshToken', 'apiToken'],
    ['refresh_token', 'apiToken'],
    ['baseUrl', 'url'],
    ['baseURL', 'url'],
    ['base_url', 'url'],
    ['apiUrl', 'url'],
    ['URL', 'url'],
    ['endpoint', 'url'],
    ['host', 'url'],
    ['retries', 'maxRetries'],
    ['maxRetry', 'maxRetries'],
    ['margin', 'expirationMarginMs'],
    ['expirationMargin', 'expirationMarginMs'],
    ['renewAhead', 'renewAheadMs'],
    ['renewalWait', 'renewalWaitMs'],
    ['allow_insecure', 'allowInsecure'],
    ['insecure', 'allowInsecure'],
    ['origins', 'allowedOrigins'],
    ['allowed_origins', 'allowedOrigins'],
    ['environment', 'env'],
    ['onEvents', 'onEvent'],
    ['logger', 'onEvent'],
    ['waituntil', 'waitUntil'],
    ['clockSkew', 'expirationMarginMs'],
    ['allowedHosts', 'allowedOrigins'],
    ['trustedHosts', 'allowedOrigins'],
    ['httpTimeout', 'timeoutMs'],
    ['tokenCache', 'sharing'],
    ['shareTokens', 'sharing'],
    ['store', 'sharing'],
    ['onTokenRefresh', 'onEvent'],
    ['retryCount', 'maxRetries'],
    ['httpsAgent', 'fetch'],
    ['allowHttp', 'allowInsecure'],
    ['clientSecret', 'apiToken'],
    ['credentials', 'apiToken'],
    ['auth', 'apiToken'],
  ])(
    'an unknown option is a ConfigurationError that suggests the option with a similar name or meaning: %s',
    (name, suggested) => {
      expect(construct({ [name]: 'secret' })).toThrow(
        expect.objectContaining({
          code: 'ERR_QCI_AUTH_CONFIGURATION',
          option: name,
          message: `Unknown option "${name}". Did you mean ${suggested}?`,
        }),
      )
    },
  )

  test('an unknown option is a ConfigurationError that lists the options when none is similar', () => {
    expect(construct({ banana: 1 })).toThrow(
      /^Unknown option "banana"\. Did you mean one of url, apiToken, .*waitUntil\?$/,
    )
  })

  test.each(['ssl_verify', 'sslVerify', 'verify', 'rejectUnauthorized', 'ca'])(
    'an unknown option is a ConfigurationError that says how to trust another CA, for %s',
    (name) => {
      expect(construct({ [name]: false })).toThrow('NODE_EXTRA_CA_CERTS')
    },
  )

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'an unknown option is a ConfigurationError even when its name is that of a property that every object has: %s',
    (name) => {
      expect(construct(JSON.parse(`{ "${name}": 1 }`) as object)).toThrow(`Unknown option "${name}"`)
    },
  )

  test('an unknown option is a ConfigurationError also when its value is undefined', () => {
    expect(construct({ timeout: undefined })).toThrow('Did you mean timeoutMs?')
  })
})
