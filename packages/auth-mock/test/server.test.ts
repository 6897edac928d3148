import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

test('the server gives the answers of the mock on a port of its own, until it is closed', async () => {
  let address = ''
  {
    await using api = await startAuthMockServer()
    address = api.url
    const response = await fetch(`${api.env.QCI_API_URL}/auth/v1/access-tokens/health`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ message: 'OK' })
  }
  await expect(fetch(address)).rejects.toThrow('fetch failed')
})
