import type { TokenStore } from './token-store.ts'

/**
 * What {@link redisStore} needs of a client, one way to send a command: `call` of ioredis, `customCommand` of
 * valkey-glide, or `sendCommand` of node-redis.
 */
export type RedisClient =
  | { call(command: string, ...args: string[]): Promise<unknown> }
  | { customCommand(args: string[]): Promise<unknown> }
  | { sendCommand(args: string[]): Promise<unknown> }

/**
 * Adapts a connected client of Redis or Valkey as a store for {@link shareTokens}: ioredis, node-redis, valkey-glide,
 * or any that has one of their methods `call`, `customCommand` and `sendCommand`. The caller closes the client.
 *
 * @example
 * ```ts
 * const redis = createClient({ url: process.env.REDIS_URL }).on('error', console.error)
 * void redis.connect()
 * const client = new AuthClient({ sharing: shareTokens(redisStore(redis)) })
 * ```
 */
export function redisStore(client: RedisClient): Required<TokenStore> {
  const send = async (...args: [command: string, ...string[]]): Promise<unknown> => {
    if ('call' in client) return client.call(...args)
    return 'customCommand' in client ? client.customCommand(args) : client.sendCommand(args)
  }
  return {
    get: (key) =>
      send('GET', key).then((value) =>
        value === null ? undefined : (value as string | Uint8Array).toString(),
      ),
    set: (key, value, ttlMs) => send('SET', key, value, 'PX', `${ttlMs}`),
    claim: async (key, value, ttlMs) => (await send('SET', key, value, 'NX', 'PX', `${ttlMs}`)) !== null,
    async leftMs(key) {
      const leftMs = Number(await send('PTTL', key))
      // 0 and -2: the value has expired since it was read. -1: it never expires.
      return leftMs === -1 ? undefined : Math.max(1, leftMs)
    },
  }
}
