import type { Scrub } from './redact.ts'

/**
 * What may be kept of an error that is not ours: the message and code of its deepest cause, scrubbed.
 *
 * The runtimes' `fetch` wraps the fact (`connect ECONNREFUSED`) in a sentence without one (`fetch failed`),
 * and hangs on it sockets, requests and headers that must not travel with our errors.
 */
export function toSafeCause(error: unknown, scrub: Scrub): Error {
  let deepest = error as
    | { cause?: unknown; errors?: unknown[]; code?: unknown; message?: unknown }
    | undefined
  // Ten: causes may go round in a circle. Attempts at several addresses fail as one AggregateError.
  for (let depth = 0; depth < 10; depth += 1) {
    const inner = deepest?.errors?.[0] ?? deepest?.cause
    if (!(inner instanceof Error)) break
    deepest = inner
  }
  const code = typeof deepest?.code === 'string' ? scrub(deepest.code) : undefined
  const message = typeof deepest?.message === 'string' && deepest.message ? deepest.message : 'unknown cause'
  const cause = new Error(scrub(code && !message.includes(code) ? `${code}: ${message}` : message))
  delete cause.stack // it would tell of this line only
  return code ? Object.assign(cause, { code }) : cause
}
