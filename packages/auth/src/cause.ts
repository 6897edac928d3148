import { scrub } from './scrub.ts'

/**
 * What may be kept of an error that is not ours: the message and code of its deepest cause, scrubbed.
 *
 * The runtimes' `fetch` wraps the fact (`connect ECONNREFUSED`) in a sentence without one (`fetch failed`),
 * and hangs on it sockets, requests and headers that must not travel with our errors.
 */
export function toSafeCause(error: unknown, secrets: readonly string[]): Error {
  const deepest = deepestCause(error)
  const code = 'code' in deepest && typeof deepest.code === 'string' ? deepest.code : undefined
  const told = deepest.message || deepest.name
  const cause = new Error(scrub(code && !told.includes(code) ? `${code}: ${told}` : told, secrets))
  delete cause.stack // it would tell of this line only
  return code ? Object.assign(cause, { code }) : cause
}

function deepestCause(error: unknown): Error {
  let deepest = error
  // Node's connection attempts to several addresses fail as one AggregateError. Ten: a cause may be a circle.
  for (let depth = 0; depth < 10; depth += 1) {
    const inner: unknown =
      deepest instanceof AggregateError && deepest.errors.length > 0
        ? deepest.errors[0]
        : deepest instanceof Error
          ? deepest.cause
          : undefined
    if (!(inner instanceof Error)) break
    deepest = inner
  }
  return deepest instanceof Error
    ? deepest
    : new Error(typeof deepest === 'string' ? deepest : 'unknown cause')
}
