import { describe, expect, test, vi } from 'vitest'

import { createAuthApiClient } from '@qci-client/auth-api'

const respond = (message: string) => () => Promise.resolve(Response.json({ message }))

describe('createAuthApiClient', () => {
  test('createAuthApiClient looks up the global fetch for each request, so that interceptors may start later', async () => {
    const api = createAuthApiClient({ baseUrl: 'https://api.example' })
    for (const message of ['first', 'second']) {
      vi.stubGlobal('fetch', respond(message))
      try {
        // One after the other: each replaces the global fetch.
        // oxlint-disable-next-line no-await-in-loop
        const { data } = await api.GET('/auth/v1/access-tokens/health')
        expect(data).toEqual({ message })
      } finally {
        vi.unstubAllGlobals()
      }
    }
  })

  test('createAuthApiClient sends requests with the option fetch', async () => {
    const api = createAuthApiClient({ baseUrl: 'https://api.example', fetch: respond('of the option') })
    const { data } = await api.GET('/auth/v1/access-tokens/health')
    expect(data).toEqual({ message: 'of the option' })
  })

  test('createAuthApiClient treats an undefined option as absent', async () => {
    vi.stubGlobal('fetch', respond('global'))
    try {
      const options = { baseUrl: 'https://api.example', fetch: undefined } as object as { baseUrl: string }
      const { data } = await createAuthApiClient(options).GET('/auth/v1/access-tokens/health')
      expect(data).toEqual({ message: 'global' })
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
