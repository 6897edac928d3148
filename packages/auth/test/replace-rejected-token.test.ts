import { describe, expect, test } from 'vitest'

import { apiError, createHarness, outcomeOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

describe('replaceAccessToken', () => {
  test('replaceAccessToken resolves to another token in place of a rejected one', async () => {
    const { client, latest, token, obtain } = createHarness()
    const replaced = client.replaceAccessToken(await obtain())
    await settle()
    await latest().respond(token())
    await expect(replaced).resolves.toBe('access-token-2')
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
  })

  test('the rejected token is served to other calls until its replacement is obtained', async () => {
    const { client, latest, token, obtain } = createHarness()
    const rejected = await obtain()
    const replaced = client.replaceAccessToken(rejected)
    await settle()
    expect(await outcomeOf(client.getAccessToken())).toBe(rejected)
    await latest().respond(token())
    await replaced
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
  })

  test('replaceAccessToken caches the replacement even if it expires earlier than the rejected token', async () => {
    const { client, latest, token, obtain } = createHarness()
    const replaced = client.replaceAccessToken(await obtain({ lifeMs: 3_600_000 }))
    await settle()
    await latest().respond(token({ lifeMs: 1_800_000 }))
    await replaced
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
  })

  test('replaceAccessToken resolves to undefined when the renewal fails, and the token stays cached', async () => {
    const { client, requests, latest, obtain } = createHarness()
    const rejected = await obtain()
    const replaced = client.replaceAccessToken(rejected)
    await settle()
    await latest().respond(apiError(503))
    await expect(replaced).resolves.toBeUndefined()
    await expect(client.getAccessToken()).resolves.toBe(rejected)
    expect(requests).toHaveLength(2)
  })

  test('twenty calls of replaceAccessToken with the same token share one renewal', async () => {
    const { client, requests, latest, token, obtain } = createHarness()
    const rejected = await obtain()
    const replaced = Array.from({ length: 20 }, () => client.replaceAccessToken(rejected))
    await settle()
    await latest().respond(token())
    expect(new Set(await Promise.all(replaced))).toEqual(new Set(['access-token-2']))
    await expect(client.replaceAccessToken(rejected)).resolves.toBe('access-token-2')
    expect(requests).toHaveLength(2)
  })

  test.each(['the rejected token whose renewal failed', 'the token that replaced it'])(
    'replaceAccessToken starts one renewal per 10 s of monotonic time for %s',
    async (which) => {
      const { client, clock, requests, latest, token, obtain } = createHarness()
      const first = await obtain({ lifeMs: 36_000_000 })
      const renewal = client.replaceAccessToken(first)
      await settle()
      await latest().respond(which.endsWith('failed') ? apiError(503) : token({ lifeMs: 36_000_000 }))
      const rejected = (await renewal) ?? first
      clock.step(3_600_000)
      await clock.advance(9_999)
      await expect(client.replaceAccessToken(rejected)).resolves.toBeUndefined()
      expect(requests).toHaveLength(2)
      clock.step(-3_600_000)
      await clock.advance(1)
      void client.replaceAccessToken(rejected)
      await settle()
      expect(requests).toHaveLength(3)
    },
  )

  test('replaceAccessToken resolves to undefined for a caller that aborts, and aborts the exchange with the last caller', async () => {
    const { client, requests, obtain } = createHarness()
    const controller = new AbortController()
    const replaced = client.replaceAccessToken(await obtain(), { signal: controller.signal })
    await settle()
    expect(requests).toHaveLength(2)
    controller.abort()
    expect(await outcomeOf(replaced)).toBeUndefined()
    expect(requests[1]?.request.signal.aborted).toBe(true)
  })

  test('replaceAccessToken resolves to the cached token at once when another token was rejected', async () => {
    const { client, requests, obtain } = createHarness()
    await obtain()
    await expect(client.replaceAccessToken('older')).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })
})
