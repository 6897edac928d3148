import { expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'

import { apiError } from './support/harness.ts'
import { TestClock } from './support/test-clock.ts'

const PROCESSES = 80
const EXCHANGES_PER_S = 15

/** Whether a limiter of 15 exchanges per second admits one at this instant. */
type Limiter = (atMs: number) => boolean

function createWindowLimiter(): Limiter {
  const counts = new Map<number, number>()
  return (atMs) => {
    const second = Math.floor(atMs / 1_000)
    const count = counts.get(second) ?? 0
    if (count >= EXCHANGES_PER_S) return false
    counts.set(second, count + 1)
    return true
  }
}

function createSlidingLimiter(): Limiter {
  const passed: number[] = []
  return (atMs) => {
    if (passed.filter((before) => before > atMs - 1_000).length >= EXCHANGES_PER_S) return false
    passed.push(atMs)
    return true
  }
}

function createBucketLimiter(): Limiter {
  let [left, latestMs] = [EXCHANGES_PER_S, 0]
  return (atMs) => {
    left = Math.min(EXCHANGES_PER_S, left + ((atMs - latestMs) * EXCHANGES_PER_S) / 1_000)
    latestMs = atMs
    if (left < 1) return false
    left -= 1
    return true
  }
}

/** How many of 80 clients that start together get no token. */
async function countFailures(isWithin: Limiter, firstSeed: number): Promise<number> {
  let seed = firstSeed
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const clock = new TestClock()
  const body = { access_token: 'token', expires_at_rfc3339: '2026-01-01T01:00:00Z' }
  const fetch = () =>
    Promise.resolve(isWithin(clock.monotonic()) ? Response.json(body) : apiError(429, { 'retry-after': '1' }))
  const calls = Array.from({ length: PROCESSES }, () => {
    const options = { url: 'https://api.example', apiToken: 'api-token', env: {}, clock, random, fetch }
    return new AuthClient(options).getAccessToken()
  })
  const outcomes = Promise.allSettled(calls)
  await clock.advance(20_000)
  return (await outcomes).filter(({ status }) => status === 'rejected').length
}

test.each([
  ['in each second', createWindowLimiter],
  ['in any second', createSlidingLimiter],
  ['by a token bucket', createBucketLimiter],
])(
  'of 80 processes started together against 15 exchanges per second %s, at most 4 fail',
  async (_, createLimiter) => {
    const failures: number[] = []
    for (let seed = 1; seed <= 10; seed += 1)
      failures.push(await countFailures(createLimiter(), seed * 7_919))
    expect(Math.max(...failures)).toBeLessThanOrEqual(4)
  },
)
