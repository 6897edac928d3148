import { readProperty } from '../read-property.ts'
import type { Redact } from './redact.ts'

/** Causes may be circular. */
const MAX_DEPTH = 10

/** How many failures of an `AggregateError` are named: one for each address that was tried. */
const MAX_FAILURES = 8

const MAX_MESSAGE_CHARS = 2_000

/**
 * Returns what is kept of an error from outside: message and code of its deepest cause, redacted. If several attempts
 * failed, such as one for each address of a host, it has the messages of all.
 *
 * The runtime's `fetch` wraps the reason (`connect ECONNREFUSED`) in a general message (`fetch failed`). It also
 * attaches sockets, requests and headers, which must not be part of our errors.
 *
 * @param error - Of any kind and realm. Its getters may throw.
 */
export function toSafeCause(error: unknown, redact: Redact): Error {
  const failures = toDeepest(error)
  const codes = failures.map((failure) => toText(failure, 'code', redact))
  const messages = failures.map((failure, at) => {
    const message = toText(failure, 'message', redact) ?? 'unknown cause'
    return codes[at] && !message.includes(codes[at]) ? `${codes[at]}: ${message}` : message
  })
  const cause = new Error([...new Set(messages)].join('; ').slice(0, MAX_MESSAGE_CHARS))
  delete cause.stack // it would show this line only
  return codes[0] ? Object.assign(cause, { code: codes[0] }) : cause
}

/** The deepest causes of an error, at most {@link MAX_FAILURES}. */
function toDeepest(error: unknown): unknown[] {
  let layer = [error]
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    layer = layer.flatMap(toInner).slice(0, MAX_FAILURES)
  }
  return layer
}

/** The errors that an error wraps, or the error itself when it wraps none. */
function toInner(error: unknown): unknown[] {
  const errors = read(error, 'errors')
  // By index: it may not be an array, or its methods may throw.
  const attempts = Array.from({ length: MAX_FAILURES }, (_, at) => read(errors, at)).filter(isErrorLike)
  const cause = read(error, 'cause')
  return attempts.length ? attempts : [isErrorLike(cause) ? cause : error]
}

function isErrorLike(value: unknown): boolean {
  return typeof read(value, 'message') === 'string'
}

function toText(error: unknown, key: string, redact: Redact): string | undefined {
  const text = read(error, key)
  return typeof text === 'string' && text ? redact(text.trim()) : undefined
}

/** Returns a property of a thrown value; undefined when it has none or reading it throws. */
function read(value: unknown, key: string | number): unknown {
  try {
    return readProperty(Object(value) as object, String(key)) // an exception for each undefined would be slow
  } catch {
    return undefined
  }
}
