import { ConfigurationError } from '../errors/errors.ts'

/** What a request needs from the platform. jsdom lacks some of it. */
const NEEDED = ['fetch', 'AbortController', 'Headers', 'Response', 'TextDecoder', 'TextEncoder'] as const

/**
 * Checks that the platform has what a request needs.
 *
 * @param fetch - The option `fetch`, which replaces the global one.
 * @throws {@link ConfigurationError} that names what is missing.
 */
export function requireGlobals(fetch: unknown): void {
  const missing = NEEDED.filter(
    (name) => typeof globalThis[name] !== 'function' && !(name === 'fetch' && fetch),
  )
  if (missing.length === 0) return
  throw new ConfigurationError(
    `This environment has no ${missing.join(', no ')}. In Jest, use the environment "node" or "jest-fixed-jsdom".`,
  )
}
