import { readCallOptions } from '../config/call-options.ts'
import type { ApiTokenProvider, CallOptions } from '../config/options.ts'
import { toReentryError } from '../runtime/call-guard.ts'
import type { CallGuard } from '../runtime/call-guard.ts'

/** Wraps an `apiToken` function so that calls of the same client from inside it are detected. */
export function guardApiToken(
  apiToken: string | ApiTokenProvider,
  guard: CallGuard,
): string | ApiTokenProvider {
  if (typeof apiToken === 'string') return apiToken
  return (context) => {
    const caller = guard.caller()
    if (caller === 'apiToken') throw toReentryError(caller)
    return guard.run('apiToken', () => apiToken(context), context.signal)
  }
}

/** Rejects calls that would wait for the exchange that waits for them. */
export function guardCalls<T>(
  acquire: (options: CallOptions | undefined) => Promise<T>,
  guard: CallGuard,
): (options: CallOptions | undefined) => Promise<T> {
  return (options) => {
    try {
      const caller = guard.caller(options && readCallOptions(options).signal)
      if (caller && caller !== 'fetch') throw toReentryError(caller)
      return acquire(options)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}
