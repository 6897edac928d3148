import type { SharingContext } from '../config/sharing.ts'
import type { StoreFailure } from '../events.ts'
import { NOT_NEEDED } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { TokenStore } from './token-store.ts'

/** The calls of a store that belong to one exchange. After the first failure the store is not called again. */
export interface StoreCalls {
  /** Whether a call has failed: then the exchange continues without the store. */
  readonly hasFailed: () => boolean
  /** Calls a method of the store; undefined when it fails, takes too long, or a call has failed before. */
  readonly call: (operation: StoreFailure['operation'], ...args: (string | number)[]) => Promise<unknown>
}

/** How long a call may take, in milliseconds. */
const CALL_LIMIT_MS = 500
/** The same for the first call of a process: clients connect when they are first used. */
const FIRST_CALL_LIMIT_MS = 2_000

/**
 * Limits are measured in slices of this length, in milliseconds. A slice that takes much longer is not counted,
 * because the process lacks CPU time and also gets the store's results late. The limit passes after 40 slices at the
 * latest.
 */
const SLICE_MS = 100

/** Creates the function that prepares the calls of a store for one exchange. */
export function createStoreCalls(store: TokenStore): (context: SharingContext) => StoreCalls {
  let hasBeenReached = false

  return ({ clock, onStoreFailure }) => {
    let hasFailed = false
    return {
      hasFailed: () => hasFailed,
      async call(operation, ...args) {
        if (hasFailed) return undefined
        const startedAtMs = clock.monotonic()
        const timer = new AbortController()
        const limitMs = hasBeenReached ? CALL_LIMIT_MS : FIRST_CALL_LIMIT_MS
        hasBeenReached = true
        try {
          const method = store[operation] as (...args: (string | number)[]) => unknown
          const result = method.apply(store, args)
          // The limit comes first: `race` would not reach it if inspecting the result throws.
          return await Promise.race([rejectAfter(limitMs, clock, timer.signal), result])
        } catch (error) {
          hasFailed = true
          const durationMs = clock.monotonic() - startedAtMs
          onStoreFailure({ operation, durationMs, ...toFacts(error) })
          return undefined
        } finally {
          timer.abort(NOT_NEEDED)
        }
      },
    }
  }
}

async function rejectAfter(limitMs: number, clock: Clock, signal: AbortSignal): Promise<never> {
  for (let slice = 0, passedMs = 0; passedMs < limitMs && slice < 40; slice += 1) {
    const startedAtMs = clock.monotonic()
    await clock.sleep(SLICE_MS, signal)
    if (clock.monotonic() - startedAtMs < 1.3 * SLICE_MS) passedMs += SLICE_MS
  }
  throw new Error(`no result within ${limitMs} ms`)
}

/** Returns what is reported about an error. Its getters may throw. */
function toFacts(error: unknown): Pick<StoreFailure, 'reason' | 'code'> {
  try {
    const { message = error, code } = Object(error) as { message?: unknown; code?: unknown }
    return {
      reason: String(message).slice(0, 200),
      code: typeof code === 'string' ? code.slice(0, 200) : undefined,
    }
  } catch {
    return { reason: 'unknown', code: undefined }
  }
}
