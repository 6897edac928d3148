import { describe, expect, test } from 'vitest'

import { redisStore } from '@qci-client/auth/share'

/** A client that records its calls and returns what the test passes. */
function createClient(method: 'call' | 'customCommand' | 'sendCommand', result: unknown) {
  const commands: string[][] = []
  const record = (...args: unknown[]) => {
    commands.push(args.flat() as string[])
    return Promise.resolve(result)
  }
  return { client: { [method]: record } as Parameters<typeof redisStore>[0], commands }
}

describe.each(['call', 'customCommand', 'sendCommand'] as const)('redisStore over %s', (method) => {
  test('redisStore sends GET, SET with PX, SET with NX and PX, and PTTL', async () => {
    const { client, commands } = createClient(method, 'OK')
    const store = redisStore(client)
    await store.get('key')
    await store.set('key', 'value', 5)
    await store.claim('key', 'value', 5)
    await store.leftMs('key')
    expect(commands).toEqual([
      ['GET', 'key'],
      ['SET', 'key', 'value', 'PX', '5'],
      ['SET', 'key', 'value', 'NX', 'PX', '5'],
      ['PTTL', 'key'],
    ])
  })

  test('redisStore returns bytes as text, and undefined for a missing value', async () => {
    const bytes = redisStore(createClient(method, Buffer.from('text')).client)
    expect(await bytes.get('key')).toBe('text')
    expect(await redisStore(createClient(method, null).client).get('key')).toBeUndefined()
  })

  test('a claim in redisStore succeeds unless the server returns nothing', async () => {
    expect(await redisStore(createClient(method, 'OK').client).claim('key', 'value', 5)).toBe(true)
    expect(await redisStore(createClient(method, null).client).claim('key', 'value', 5)).toBe(false)
  })
})

test.each([
  [5, 5],
  ['5', 5],
  [0, 1],
  [-2, 1],
  [-1, undefined],
])('redisStore reads the PTTL %o as %o ms', async (reply, leftMs) => {
  expect(await redisStore(createClient('call', reply).client).leftMs('key')).toBe(leftMs)
})

test('redisStore uses call of a client that has sendCommand too, as ioredis does', async () => {
  const { client, commands } = createClient('call', 'OK')
  const both = Object.assign(client, { sendCommand: () => Promise.reject(new Error('takes a Command')) })
  await redisStore(both).get('key')
  expect(commands).toEqual([['GET', 'key']])
})
