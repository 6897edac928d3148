import { describe, expect, test } from 'vitest'

import { apiError, createHarness, outcomeOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

describe('replaceAccessToken, for adapters of other libraries', () => {
  test('gives another token in place of a refused one', async () => {
    const { client, latest, token, obtain } = createHarness()
    const replaced = client.replaceAccessToken(await obtain())
    await settle()
    await latest().answer(token())
    await expect(replaced).resolves.toBe('access-token-2')
  })

  test('gives nothing when there is none to be had', async () => {
    const { client, latest, obtain } = createHarness({ maxRetries: 0 })
    const replaced = client.replaceAccessToken(await obtain())
    await settle()
    await latest().answer(apiError(503))
    await expect(replaced).resolves.toBeUndefined()
  })

  test('gives nothing to who has left', async () => {
    const { client, requests, obtain } = createHarness()
    const controller = new AbortController()
    const replaced = client.replaceAccessToken(await obtain(), { signal: controller.signal })
    await settle()
    expect(requests).toHaveLength(2)
    controller.abort()
    expect(await outcomeOf(replaced)).toBeUndefined()
    expect(requests[1]?.request.signal.aborted).toBe(true)
  })

  test('gives the held token at once when the refused one is an older', async () => {
    const { client, requests, obtain } = createHarness()
    await obtain()
    await expect(client.replaceAccessToken('older')).resolves.toBe('access-token-1')
    expect(requests).toHaveLength(1)
  })
})
