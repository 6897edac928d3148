import type { SharingContext } from '../config/sharing.ts'
import type { StoreCalls } from './store-calls.ts'

/** The permission to exchange the API token, which one process at a time has. */
export interface Lease {
  /** Claims the lease. True also when the store fails, since then there is no process to wait for. */
  readonly acquire: () => Promise<boolean>
  /** Releases the lease, so that the next process does not wait until it expires. */
  readonly release: () => Promise<void>
}

/** How long a lease lasts that is not released, for instance because its process died, in milliseconds. */
const LEASE_MS = 5_000

/** The lease of one exchange. */
export function createLease(
  name: string,
  { call, hasFailed }: StoreCalls,
  { clock, random, signal }: SharingContext,
  { isAtomic }: { isAtomic: boolean },
): Lease {
  const key = `${name}:lease`
  const id = crypto.randomUUID()
  let acquiredAtMs: number | undefined
  let seen: { value: unknown; sinceMs: number } | undefined

  /** The last of several processes that write at the same time wins: each reads back what is there in the end. */
  const writeAndReadBack = async () => {
    const value = await call('get', key)
    if (typeof value === 'string' && value !== '') {
      if (seen?.value !== value) seen = { value, sinceMs: clock.monotonic() }
      // Measured here, because stores without expiry keep a lease without end and clocks of machines differ.
      if (clock.monotonic() - seen.sinceMs < LEASE_MS) return false
    }
    await call('set', key, id, LEASE_MS)
    await clock.sleep(100 + 150 * random(), signal)
    return (await call('get', key)) === id
  }

  return {
    async acquire() {
      const isAcquired = isAtomic
        ? (await call('claim', key, id, LEASE_MS)) === true
        : await writeAndReadBack()
      if (isAcquired) acquiredAtMs = clock.monotonic()
      return isAcquired || hasFailed()
    },
    async release() {
      // An expired one may belong to another process by now.
      if (acquiredAtMs === undefined || clock.monotonic() - acquiredAtMs > LEASE_MS) return
      await call('set', key, '', 1)
    },
  }
}
