import type { TokenStore } from '@qci-client/auth/share'

import type { VirtualTime } from './virtual-time.ts'

/** How a simulated store behaves. */
export interface StoreBehavior {
  /** How long a command takes, in milliseconds. */
  latencyMs: number
  /** Whether it reports the remaining time of an entry. */
  hasClock: boolean
  /** Whether it never returns at this moment. */
  isSilent: (nowMs: number) => boolean
  /** Whether it rejects every command at this moment. */
  isFailing: (nowMs: number) => boolean
}

/** A store as Redis is one, in virtual time. */
export function createSimulatedStore(time: VirtualTime, behavior: StoreBehavior): TokenStore {
  const entries = new Map<string, { value: string; expiresAtMs: number }>()

  const find = (key: string) => {
    const entry = entries.get(key)
    return entry && entry.expiresAtMs > time.nowMs ? entry : undefined
  }
  const run = async <T>(command: () => T): Promise<T> => {
    if (behavior.isSilent(time.nowMs)) return new Promise<never>(() => {})
    if (behavior.isFailing(time.nowMs)) throw new Error('the store is out of order')
    await time.sleep(behavior.latencyMs / 2)
    const result = command()
    await time.sleep(behavior.latencyMs / 2)
    return result
  }
  const put = (key: string, value: string, ttlMs: number) =>
    void entries.set(key, { value, expiresAtMs: time.nowMs + ttlMs })

  return {
    get: (key) => run(() => find(key)?.value),
    set: (key, value, ttlMs) => run(() => put(key, value, ttlMs)),
    claim: (key, value, ttlMs) =>
      run(() => {
        if (find(key)) return false
        put(key, value, ttlMs)
        return true
      }),
    ...(behavior.hasClock && {
      leftMs: (key) => run(() => (find(key)?.expiresAtMs ?? time.nowMs - 2) - time.nowMs),
    }),
  }
}
