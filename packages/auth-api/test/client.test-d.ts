import { describe, expectTypeOf, test } from 'vitest'

import {
  type AccessToken,
  type AccessTokenRequest,
  type AccessTokensHealthGetResponseBody,
  type AccessTokensPostRequestBody,
  type AccessTokensPostResponseBody,
  type AccessTokensVersionGetResponseBody,
  createAuthApiClient,
  type ErrorMessage,
  type Health,
  type operations,
  type Version,
} from '@qci-client/auth-api'

const api = createAuthApiClient({ baseUrl: 'https://api.example' })

describe('the typed client', () => {
  test('knows the answer of each operation', async () => {
    const token = await api.POST('/auth/v1/access-tokens/', { body: { refresh_token: 'RT' } })
    expectTypeOf(token.data).toEqualTypeOf<AccessToken | undefined>()
    expectTypeOf(token.error).toEqualTypeOf<ErrorMessage | undefined>()

    const health = await api.GET('/auth/v1/access-tokens/health')
    expectTypeOf(health.data).toEqualTypeOf<Health | undefined>()

    const version = await api.GET('/auth/v1/access-tokens/version')
    expectTypeOf(version.data).toEqualTypeOf<Version | undefined>()
  })

  test('takes the headers of the contract', () => {
    void api.GET('/auth/v1/access-tokens/health', {
      params: { header: { 'X-Request-Timeout-Nano': '2500000000', Connection: 'close' } },
    })
  })

  test('refuses to compile a path that the contract does not have', () => {
    // @ts-expect-error the path lacks its last slash
    void api.POST('/auth/v1/access-tokens', { body: { refresh_token: 'RT' } })
    // @ts-expect-error this path has no POST
    void api.POST('/auth/v1/access-tokens/health', {})
  })

  test('refuses to compile a body that is missing, incomplete or misspelt', () => {
    // @ts-expect-error no body
    void api.POST('/auth/v1/access-tokens/', {})
    // @ts-expect-error the field is missing
    void api.POST('/auth/v1/access-tokens/', { body: {} })
    // @ts-expect-error a field of another name
    void api.POST('/auth/v1/access-tokens/', { body: { api_token: 'RT' } })
    // @ts-expect-error a field of another type
    void api.POST('/auth/v1/access-tokens/', { body: { refresh_token: 1 } })
  })

  test('refuses to compile the reading of a field that no answer has', async () => {
    const { data } = await api.GET('/auth/v1/access-tokens/version')
    // @ts-expect-error the field is `application_name`
    void data?.applicationName
  })

  test('refuses to compile a client without an address', () => {
    // @ts-expect-error baseUrl is required
    createAuthApiClient({})
  })
})

describe('the names of the Python original', () => {
  test('stand for the same shapes', () => {
    expectTypeOf<AccessTokensPostRequestBody>().toEqualTypeOf<AccessTokenRequest>()
    expectTypeOf<AccessTokensPostResponseBody>().toEqualTypeOf<AccessToken>()
    expectTypeOf<AccessTokensHealthGetResponseBody>().toEqualTypeOf<{ message: string }>()
    expectTypeOf<AccessTokensVersionGetResponseBody>().toEqualTypeOf<{
      application_name: string
      version: string
    }>()
  })

  test('are those of the operations', () => {
    expectTypeOf<keyof operations>().toEqualTypeOf<
      'postAccessTokens' | 'getAccessTokensHealth' | 'getAccessTokensVersion'
    >()
  })
})
