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
  test('the typed client returns the response body of each operation', async () => {
    const token = await api.POST('/auth/v1/access-tokens/', { body: { refresh_token: 'RT' } })
    expectTypeOf(token.data).toEqualTypeOf<AccessToken | undefined>()
    expectTypeOf(token.error).toEqualTypeOf<ErrorMessage | undefined>()

    const health = await api.GET('/auth/v1/access-tokens/health')
    expectTypeOf(health.data).toEqualTypeOf<Health | undefined>()

    const version = await api.GET('/auth/v1/access-tokens/version')
    expectTypeOf(version.data).toEqualTypeOf<Version | undefined>()
  })

  test('the typed client accepts the headers of the contract', () => {
    void api.GET('/auth/v1/access-tokens/health', {
      params: { header: { 'X-Request-Timeout-Nano': '2500000000', Connection: 'close' } },
    })
  })

  test('a path that the contract does not have does not compile', () => {
    // @ts-expect-error the path lacks its last slash
    void api.POST('/auth/v1/access-tokens', { body: { refresh_token: 'RT' } })
    // @ts-expect-error this path has no POST
    void api.POST('/auth/v1/access-tokens/health', {})
  })

  test('a body that is missing, incomplete or misspelt does not compile', () => {
    // @ts-expect-error no body
    void api.POST('/auth/v1/access-tokens/', {})
    // @ts-expect-error the field is missing
    void api.POST('/auth/v1/access-tokens/', { body: {} })
    // @ts-expect-error a field of another name
    void api.POST('/auth/v1/access-tokens/', { body: { api_token: 'RT' } })
    // @ts-expect-error a field of another type
    void api.POST('/auth/v1/access-tokens/', { body: { refresh_token: 1 } })
  })

  test('reading a field that no response has does not compile', async () => {
    const { data } = await api.GET('/auth/v1/access-tokens/version')
    // @ts-expect-error the field is `application_name`
    void data?.applicationName
  })

  test('a client without an address does not compile', () => {
    // @ts-expect-error baseUrl is required
    createAuthApiClient({})
  })
})

describe('the names of the Python original', () => {
  test('the names of the Python original are aliases of the same types', () => {
    expectTypeOf<AccessTokensPostRequestBody>().toEqualTypeOf<AccessTokenRequest>()
    expectTypeOf<AccessTokensPostResponseBody>().toEqualTypeOf<AccessToken>()
    expectTypeOf<AccessTokensHealthGetResponseBody>().toEqualTypeOf<{ message: string }>()
    expectTypeOf<AccessTokensVersionGetResponseBody>().toEqualTypeOf<{
      application_name: string
      version: string
    }>()
  })

  test('the names of the Python original are the body types of the operations', () => {
    expectTypeOf<keyof operations>().toEqualTypeOf<
      'postAccessTokens' | 'getAccessTokensHealth' | 'getAccessTokensVersion'
    >()
  })
})
