import { folderStore } from '@qci-client/auth/node'
import { redisStore } from '@qci-client/auth/share'
import type { TokenStore } from '@qci-client/auth/share'

/** A store that is open, and how to close it. */
export interface OpenStore {
  store: TokenStore
  close: () => unknown
}

/** Clients report a lost connection as an event: unheard, it would end the process. */
const ignore = () => {}

/**
 * The stores that are tested, opened as a user would: clients connect when they are first used.
 *
 * Each loads its library only, and takes the address of a Redis server, the folder store the path of a folder.
 */
export const stores = {
  async ioredis(url: string): Promise<OpenStore> {
    const { Redis } = await import('ioredis')
    const redis = new Redis(url).on('error', ignore)
    return { store: redisStore(redis), close: () => redis.disconnect() }
  },
  async 'node-redis'(url: string): Promise<OpenStore> {
    const { createClient } = await import('redis')
    const redis = createClient({ url }).on('error', ignore)
    redis.connect().catch(ignore)
    return { store: redisStore(redis), close: () => redis.destroy() }
  },
  async keyv(url: string): Promise<OpenStore> {
    const [{ default: KeyvRedis }, { Keyv }] = await Promise.all([import('@keyv/redis'), import('keyv')])
    const keyv = new Keyv<string>({ store: new KeyvRedis(url), throwOnErrors: true }).on('error', ignore)
    return { store: keyv, close: () => keyv.disconnect() }
  },
  async cacheable(url: string): Promise<OpenStore> {
    const [{ default: KeyvRedis }, { Keyv }] = await Promise.all([import('@keyv/redis'), import('keyv')])
    const { Cacheable } = await import('cacheable')
    const cacheable = new Cacheable({
      secondary: new KeyvRedis(url),
      primary: new Keyv({ store: new NoStore() }),
    })
    return { store: cacheable, close: () => cacheable.disconnect() }
  },
  async 'cache-manager'(url: string): Promise<OpenStore> {
    const [{ default: KeyvRedis }, { Keyv }] = await Promise.all([import('@keyv/redis'), import('keyv')])
    const { createCache } = await import('cache-manager')
    const keyv = new Keyv<string>({ store: new KeyvRedis(url) }).on('error', ignore)
    const cache = createCache({ stores: [keyv] })
    return { store: cache, close: () => cache.disconnect() }
  },
  folder(path: string): Promise<OpenStore> {
    return Promise.resolve({ store: folderStore(path), close: ignore })
  },
} satisfies Record<string, (address: string) => Promise<OpenStore>>

export type StoreName = keyof typeof stores

/** Keeps nothing: Cacheable's layer in memory would hide what other processes write. */
class NoStore extends Map<string, unknown> {
  override set(): this {
    return this
  }
}
