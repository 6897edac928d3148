import { describe, expect, test } from 'vitest'

import { apiError, createHarness } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const HOUR_MS = 3_600_000

/** A client whose cached token is due for a background renewal. */
async function createDue() {
  const harness = createHarness()
  await harness.obtain({ lifeMs: HOUR_MS })
  await harness.clock.advance(HOUR_MS - 700_000)
  return harness
}

describe('waitUntil of the constructor', () => {
  test('the waitUntil of the constructor gets a background renewal that a call without waitUntil starts', async () => {
    const given: Promise<unknown>[] = []
    const { client, clock, latest, token, obtain } = createHarness({
      waitUntil: (renewal) => void given.push(renewal),
    })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 700_000)
    await client.getAccessToken()
    expect(given).toHaveLength(1)
    await settle()
    await latest().respond(token())
    await expect(Promise.all(given)).resolves.toHaveLength(1)
  })

  test('the waitUntil of the constructor is not called when the call has its own', async () => {
    const { client, clock, obtain } = createHarness({
      waitUntil() {
        throw new Error('was called')
      },
    })
    await obtain({ lifeMs: HOUR_MS })
    await clock.advance(HOUR_MS - 700_000)
    let calls = 0
    await client.getAccessToken({ waitUntil: () => void (calls += 1) })
    expect(calls).toBe(1)
  })
})

describe('waitUntil', () => {
  test('waitUntil gets the promise of a background renewal', async () => {
    const { client, latest, token } = await createDue()
    const given: Promise<unknown>[] = []
    await client.getAccessToken({ waitUntil: (renewal) => void given.push(renewal) })
    await client.getAccessToken({ waitUntil: (renewal) => void given.push(renewal) }) // it runs already
    expect(given).toHaveLength(1)
    let hasEnded = false
    void given[0]?.then(() => (hasEnded = true))
    await settle()
    expect(hasEnded).toBe(false)
    await latest().respond(token())
    expect(hasEnded).toBe(true)
  })

  test('the promise that waitUntil gets never rejects', async () => {
    const { client, latest } = await createDue()
    const given: Promise<unknown>[] = []
    await client.getAccessToken({ waitUntil: (renewal) => void given.push(renewal) })
    await settle()
    await latest().respond(apiError(503))
    await expect(Promise.all(given)).resolves.toHaveLength(1)
  })

  test('a waitUntil that throws does not affect the call', async () => {
    const { client, latest, token } = await createDue()
    const waitUntil = () => {
      throw new Error('the request has ended')
    }
    await expect(client.getAccessToken({ waitUntil })).resolves.toBe('access-token-1')
    await settle()
    await latest().respond(token())
    await expect(client.getAccessToken()).resolves.toBe('access-token-2')
  })

  test('waitUntil is not called without a renewal', async () => {
    const { client, obtain } = createHarness()
    await obtain()
    await expect(
      client.getUserId({
        waitUntil() {
          throw new Error('was called')
        },
      }),
    ).resolves.toBe('user-1')
  })
})
