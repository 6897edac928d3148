import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createAuthMock } from '@qci-client/auth-mock'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

const PATH = '/auth/v1/access-tokens/'

async function post(
  url: string,
  apiToken = 'mock-api-token',
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(url + PATH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ refresh_token: apiToken }),
  })
  return response.status
}

/** The status that the fault of each of three concurrent tests sends. */
const threeTests = [500, 502, 504]

test('concurrent tests with a server each do not affect each other', async () => {
  const seen = await Promise.all(
    threeTests.map(async (status) => {
      await using api = await startAuthMockServer()
      api.mock.faults.add({ kind: 'status', status, skip: 1 })
      const statuses = [await post(api.url), await post(api.url), await post(api.url)]
      return [statuses, api.mock.journal.count()]
    }),
  )
  expect(seen).toEqual(threeTests.map((status) => [[200, status, 200], 3]))
})

test('concurrent tests that share a server are isolated by an API token each', async () => {
  await using api = await startAuthMockServer()
  const seen = await Promise.all(
    threeTests.map(async (status) => {
      const apiToken = `token-of-test-${status}`
      const tokenRef = api.mock.tokens.add(apiToken)
      api.mock.faults.add({ kind: 'status', status, tokenRef, skip: 1 })
      return [await post(api.url, apiToken), await post(api.url, apiToken), await post(api.url, apiToken)]
    }),
  )
  expect(seen).toEqual(threeTests.map((status) => [200, status, 200]))
})

test('concurrent tests that share a server are isolated by a header each', async () => {
  await using api = await startAuthMockServer()
  const seen = await Promise.all(
    threeTests.map(async (status) => {
      const header = { 'x-test-id': String(status) }
      api.mock.faults.add({ kind: 'status', status, header, skip: 1 })
      const exchange = (): Promise<number> => post(api.url, undefined, header)
      return [await exchange(), await exchange(), await exchange()]
    }),
  )
  expect(seen).toEqual(threeTests.map((status) => [200, status, 200]))
})

describe('tests in process', () => {
  const server = setupServer()
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
  afterAll(() => server.close())

  test('concurrent tests in process are isolated by a boundary and a mock each', async () => {
    const seen = await Promise.all(
      threeTests.map((status) =>
        server.boundary(async () => {
          const mock = createAuthMock()
          server.resetHandlers(...mock.handlers)
          mock.faults.add({ kind: 'status', status, skip: 1 })
          const exchange = (): Promise<number> => post(mock.env.QCI_API_URL)
          const statuses = [await exchange(), await exchange(), await exchange()]
          return [statuses, mock.journal.count()]
        })(),
      ),
    )
    expect(seen).toEqual(threeTests.map((status) => [[200, status, 200], 3]))
  })
})
