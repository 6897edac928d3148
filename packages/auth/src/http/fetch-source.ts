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
   * @param url - The address of the request of `client.fetch`.
   * @throws ConfigurationError inside a `fetch` option that calls this client.
   */
  get(purpose: 'exchange' | 'fetch', url?: string): Fetch
  /** Whether a request to this address comes from the `fetch` of an exchange, so that it must not wait for a token. */
  isInsideExchange(url: string): boolean
  /** Registers the client's own `fetch`, which may become the global one, and remembers the current global one. */
  noteOwn(own: Fetch): void
}

/** @param guard - Reports whether a call comes from inside the `fetch` that sends for this client. */
export function createFetchSource(option: Fetch | undefined, guard: CallGuard): FetchSource {
  const initial = globalThis.fetch
  let before = initial
  let own: Fetch | undefined
  let wrapper: Fetch | undefined

  return {
    isOption: option !== undefined,
    get(purpose, url) {
      const caller = guard.caller(url)
      const isInside = caller !== undefined && caller !== 'apiToken'
      const current = option ?? globalThis.fetch
      if (isInside && option) throw toReentryError(caller)
      if (!option && guard.isRunaway()) wrapper = current
      if (isInside || current === wrapper) return before === current ? initial : before
      // A global fetch that is still the one from when the client was created cannot call the client.
      if (current === initial) return current
      const fetch = current === own ? before : current
      return (input, init) =>
        guard.run(
          purpose,
          () => fetch(input, init),
          purpose === 'exchange' ? new URL(input as string).href : undefined,
        )
    },
    isInsideExchange: (url) => guard.caller(url) === 'exchange',
    noteOwn(fetch) {
      own = fetch
      if (globalThis.fetch !== own) before = globalThis.fetch
    },
  }
}
