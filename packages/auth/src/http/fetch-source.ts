import { toReentryError } from '../runtime/call-guard.ts'
import type { CallGuard } from '../runtime/call-guard.ts'

type Fetch = typeof globalThis.fetch

/** Provides the `fetch` that sends a request. */
export interface FetchSource {
  /** Whether it is the `fetch` option. */
  readonly isOption: boolean
  /**
   * Returns the `fetch` for one request: the option, or else the current global `fetch`, so that interceptors work.
   * If the global one is this client's own, or a wrapper that is calling it, returns the global one from before.
   *
   * @param purpose - An exchange, or a request of `client.fetch`.
   * @throws ConfigurationError inside a `fetch` option that calls this client.
   */
  get(purpose: 'exchange' | 'fetch'): Fetch
  /** Whether the call comes from inside the `fetch` of an exchange, so that it must not wait for a token. */
  isInsideExchange(): boolean
  /** Registers the client's own `fetch`, which may become the global one, and remembers the current global one. */
  noteOwn(own: Fetch): void
}

/** @param guard - Reports whether a call comes from inside the `fetch` that sends for this client. */
export function createFetchSource(option: Fetch | undefined, guard: CallGuard): FetchSource {
  const initial = globalThis.fetch
  let before = initial
  let own: Fetch | undefined

  return {
    isOption: option !== undefined,
    get(purpose) {
      const caller = guard.caller()
      const isInside = caller !== undefined && caller !== 'apiToken'
      const current = option ?? globalThis.fetch
      if (isInside) {
        if (option) throw toReentryError(caller)
        return before === current ? initial : before
      }
      // A global fetch that is still the one from when the client was created cannot call the client.
      if (current === initial) return current
      const fetch = current === own ? before : current
      return (input, init) => guard.run(purpose, () => fetch(input, init))
    },
    isInsideExchange: () => guard.caller() === 'exchange',
    noteOwn(fetch) {
      own = fetch
      if (globalThis.fetch !== own) before = globalThis.fetch
    },
  }
}
