/** Whether a body is read while it is sent, and so can be sent only once: a web stream, a Node stream, a generator. */
export function isStream(body: unknown): boolean {
  const stream = Object(body) as Record<string | symbol, unknown>
  return ['getReader', 'pipe', Symbol.asyncIterator].some((name) => typeof stream[name] === 'function')
}

/**
 * Copies a body that the caller could change before it is sent, because a call may have to wait for a token. `fetch`
 * copies it, too. Forms are not copied.
 */
export function copyBody(body: unknown): unknown {
  try {
    const view = ArrayBuffer.isView(body) ? body : undefined
    const bytes = view ? view.buffer : body
    // Of any realm. `fetch` rejects a SharedArrayBuffer.
    if (Object.prototype.toString.call(bytes) === '[object ArrayBuffer]')
      return (bytes as ArrayBuffer).slice(view?.byteOffset, view && view.byteOffset + view.byteLength)
    // Another implementation would not recognize a copy of its own class.
    if ((body as object | null | undefined)?.constructor === globalThis.URLSearchParams)
      return new URLSearchParams(body as URLSearchParams)
  } catch {} // detached, or not what it claims to be: `fetch` itself decides
  return body
}

/** Cancels the body of a request that is not sent. A body of another implementation may have no `cancel`. */
export function cancelBody({ body }: Request, reason?: unknown): void {
  body?.cancel?.(reason).catch(() => {})
}
