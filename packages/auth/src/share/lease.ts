import type { SharingContext } from '../config/sharing.ts'
import type { StoreCalls } from './store-calls.ts'
import type { TokenStore } from './token-store.ts'

/** The permission to exchange the API token, which one process at a time has. */
export interface Lease {
  /** Claims the lease. True also when the store fails, since then there is no process to wait for. */
  readonly acquire: () => Promise<boolean>
  /** Releases the lease, so that the next process does not wait until it expires. */
  readonly release: () => Promise<void>
}

/** How long a lease lasts if it is not released, for example because its process was killed, in milliseconds. */
const LEASE_MS = 5_000

/** The lease of one exchange. */
export function createLease(
  name: string,
  { call, hasFailed }: StoreCalls,
  { clock, random, signal }: SharingContext,
  store: Pick<TokenStore, 'claim'>,
): Lease {
  const key = `${name}:lease`
  const id = crypto.randomUUID()
  let acquiredAtMs = Number.NaN
  let seen: unknown
  let seenSinceMs = 0

  /**
   * If several processes write at the same time, the last one wins: each reads back the final value. A store that
   * does not keep what was written cannot coordinate processes. Then this process does not wait for others.
   */
  const writeAndReadBack = async () => {
    const value = await call('get', key)
    if (isLeaseId(value)) {
      if (seen !== value) seenSinceMs = clock.monotonic()
      seen = value
      // Measured here, because stores without expiry keep a lease without end and clocks of machines differ.
      if (clock.monotonic() - seenSinceMs < LEASE_MS) return false
    }
    await call('set', key, id, LEASE_MS)
    await clock.sleep(100 + 150 * random(), signal)
    const kept = await call('get', key)
    return kept === id || kept === value || !isLeaseId(kept)
  }

  return {
    async acquire() {
      const startedAtMs = clock.monotonic()
      // Not only true: a server's own 'OK' or 1 is a success as well.
      const isAcquired = store.claim ? !!(await call('claim', key, id, LEASE_MS)) : await writeAndReadBack()
      if (isAcquired) acquiredAtMs = startedAtMs
      return isAcquired || hasFailed()
    },
    async release() {
      // An expired lease may belong to another process by now. NaN: it was never acquired.
      if (clock.monotonic() - acquiredAtMs <= LEASE_MS) await call('set', key, '', 1)
    },
  }
}

/** Whether a stored value is the id of a process, a UUID, and neither a released lease nor anything else. */
function isLeaseId(value: unknown): boolean {
  return (value as string | undefined | null)?.length === 36
}
