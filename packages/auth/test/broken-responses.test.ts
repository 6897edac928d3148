import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'
import type { AuthEvent } from '@qci-client/auth'

import { brokenResponses } from './support/broken-responses.ts'
import { startBrokenServer } from './support/broken-server.ts'
import { HttpServer } from '@qci-client/test-support/http-server'
import { everythingOf, formsOf } from '@qci-client/test-support/secrets'

const API_TOKEN = 'api"token/with+every=form'

describe('over a socket', () => {
  test.each(brokenResponses.map((response, index) => [response.name, { ...response, index }] as const))(
    'a broken response is a typed error without a token, and the next call succeeds: %s',
    async (_name, { index, code, facts = {}, isEndless = false }) => {
      await using server = await startBrokenServer()
      const events: AuthEvent[] = []
      const client = new AuthClient({
        url: `${server.url}/${index}`,
        apiToken: API_TOKEN,
        env: {},
        maxRetries: 0,
        timeoutMs: isEndless ? 500 : 20_000,
        onEvent: (event) => void events.push(event),
      })
      const error: unknown = await client.getAccessToken().catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code, ...facts })
      expect(events).toMatchObject([{ type: 'renewalFailed', error: { code } }])
      const shown = everythingOf(error) + everythingOf(events) + everythingOf(client)
      for (const form of formsOf(API_TOKEN)) expect(shown).not.toContain(form)
      await expect.poll(() => server.connectionCount).toBe(0)
      await expect(client.getAccessToken()).resolves.toBe('access-token-1')
      expect(server.received).toHaveLength(2) // nothing followed, nothing was tried again
    },
  )

  test('a refused connection is a ConnectionError, and the next call succeeds', async () => {
    const gone = await HttpServer.start(() => {})
    await gone[Symbol.asyncDispose]()
    const client = new AuthClient({ url: gone.url, apiToken: API_TOKEN, env: {}, maxRetries: 0 })
    await expect(client.getAccessToken()).rejects.toMatchObject({ code: 'ERR_QCI_AUTH_CONNECTION' })
    await using server = await startBrokenServer({ port: gone.port })
    await expect(client.getAccessToken()).resolves.toBe('access-token-1')
    expect(server.received).toHaveLength(1)
  })
})
