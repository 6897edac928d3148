import type { Redact } from './redact.ts'

/**
 * What may be kept of an error that is not ours: the message and code of its deepest cause, redacted.
 *
 * The runtimes' `fetch` wraps the fact (`connect ECONNREFUSED`) in a sentence without one (`fetch failed`),
 * and hangs on it sockets, requests and headers that must not travel with our errors.
 */
export function toSafeCause(error: unknown, redact: Redact): Error {
  let deepest = error as
    | { cause?: unknown; errors?: unknown[]; code?: unknown; message?: unknown }
    | undefined
  // Ten: causes may go round in a circle. Attempts at several addresses fail as one AggregateError.
  for (let depth = 0; depth < 10; depth += 1) {
    const inner = deepest?.errors?.[0] ?? deepest?.cause
    if (!(inner instanceof Error)) break
    deepest = inner
  }
  const code = typeof deepest?.code === 'string' ? redact(deepest.code) : undefined
  const message = typeof deepest?.message === 'string' && deepest.message ? deepest.message : 'unknown cause'
  const cause = new Error(redact(code && !message.includes(code) ? `${code}: ${message}` : message))
  delete cause.stack // it would tell of this line only
  return code ? Object.assign(cause, { code }) : cause
}
