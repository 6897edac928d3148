import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'

import { runWorkers } from '../src/run-workers.ts'
import { findRedis, startRedis } from '../src/start-redis.ts'
import type { RedisServer } from '../src/start-redis.ts'

const PROCESSES = 20
const program = findRedis()
if (program === undefined) {
  const sentence = 'the tests with a real Redis server. Install one (Debian: apt-get install redis-server).'
  if (process.env['REQUIRE_REDIS'])
    throw new Error(`REQUIRE_REDIS is set, but there is no server for ${sentence}`)
  console.warn(`Skipped: ${sentence}`)
}

/** The API, which takes 300 ms for an exchange. */
async function startApi(lifetimeMs = 3_600_000) {
  const api = await startAuthMockServer({ lifetimeMs })
  api.mock.faults.add({ kind: 'latency', delayMs: 300, times: 'forever' })
  return api
}

function countExchanges({ mock }: AuthMockServer): number {
  return mock.journal.count({ operation: 'postAccessTokens' })
}

let redis: RedisServer
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'))
  if (program !== undefined) redis = await startRedis(program)
})

afterAll(async () => {
  await redis?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe.skipIf(program === undefined)('with a real Redis server', { timeout: 120_000 }, () => {
  test.each(['ioredis', 'node-redis'] as const)(
    `${PROCESSES} processes that start together over %s cost one exchange`,
    async (store) => {
      await using api = await startApi()
      const results = await runWorkers({ store, address: redis.url, env: api.env, processes: PROCESSES })
      expect(results.flatMap((result) => result?.failures ?? ['killed'])).toEqual([])
      expect(countExchanges(api)).toBe(1)
    },
  )

  test.each(['keyv', 'cacheable', 'cache-manager'] as const)(
    '10 processes that start together over %s cost three exchanges at most',
    async (store) => {
      await using api = await startApi()
      const results = await runWorkers({ store, address: redis.url, env: api.env, processes: 10 })
      expect(results.flatMap((result) => result?.failures ?? ['killed'])).toEqual([])
      expect(countExchanges(api)).toBeLessThanOrEqual(3)
    },
  )

  test('no call fails while the Redis server is frozen, and processes do not wait for it repeatedly', async () => {
    await using api = await startApi(10_000)
    await using own = await startRedis(program!)
    const freeze = { atMs: 4_000, forMs: 4_000 }
    const results = await runWorkers({
      store: 'ioredis',
      address: own.url,
      env: api.env,
      processes: 5,
      callForMs: 12_000,
      onStarted: () => {
        setTimeout(() => own.process.kill('SIGSTOP'), freeze.atMs)
        setTimeout(() => own.process.kill('SIGCONT'), freeze.atMs + freeze.forMs)
      },
    })
    expect(results.flatMap((result) => result?.failures ?? ['killed'])).toEqual([])
    expect(results.map((result) => result?.expired)).toEqual([0, 0, 0, 0, 0])
    expect(Math.max(...results.map((result) => result!.calls))).toBeGreaterThan(50)
  })

  test('no call fails when the Redis server is killed', async () => {
    await using api = await startApi(10_000)
    await using own = await startRedis(program!)
    const results = await runWorkers({
      store: 'node-redis',
      address: own.url,
      env: api.env,
      processes: 3,
      callForMs: 7_000,
      onStarted: () => setTimeout(() => own.process.kill('SIGKILL'), 3_000),
    })
    expect(results.flatMap((result) => result?.failures ?? ['killed'])).toEqual([])
  })

  test('a dump of the Redis server contains no token', async () => {
    await using api = await startApi()
    const client = await createClient({ url: redis.url }).connect()
    await client.flushAll()
    await runWorkers({ store: 'ioredis', address: redis.url, env: api.env, processes: 1 })
    const values = await Promise.all((await client.keys('*')).map((key) => client.get(key)))
    client.destroy()
    expect(values.join('\n')).toMatch(/v1\./)
    expect(values.join('\n')).not.toMatch(/mock[.-]/)
  })
})

describe('with a folder', { timeout: 120_000 }, () => {
  test(`${PROCESSES} processes that start together with a folder make one exchange`, async () => {
    await using api = await startApi()
    const address = join(folder, 'together')
    const results = await runWorkers({ store: 'folder', address, env: api.env, processes: PROCESSES })
    expect(results.flatMap((result) => result?.failures ?? ['killed'])).toEqual([])
    expect(countExchanges(api)).toBe(1)
  })

  test('another process with the folder exchanges when the owner of the lease is killed', async () => {
    await using api = await startApi()
    const address = join(folder, 'killed')
    const atExchange = api.mock.journal.waitFor({ operation: 'postAccessTokens' })
    const [killed] = await Promise.all([
      runWorkers({
        store: 'folder',
        address,
        env: api.env,
        processes: 1,
        onStarted: ([process]) => void atExchange.then(() => process!.kill('SIGKILL')),
      }),
      atExchange,
    ])
    expect(killed).toEqual([undefined])
    const results = await runWorkers({ store: 'folder', address, env: api.env, processes: 5 })
    expect(results.flatMap((result) => result?.failures ?? ['killed'])).toEqual([])
    expect(countExchanges(api)).toBe(2)
  })
})
