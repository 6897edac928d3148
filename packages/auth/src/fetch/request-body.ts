/** Whether a body is read as it is sent, and so can be sent only once: a web stream, a Node stream, a generator. */
export function isStream(body: unknown): boolean {
  const stream = Object(body) as Record<string | symbol, unknown>
  return ['getReader', 'pipe', Symbol.asyncIterator].some((name) => typeof stream[name] === 'function')
}

/**
 * Copies a body that the caller could change before it is sent, as `fetch` does when it is called: a token may have
 * to be waited for. Forms are not copied.
 */
export function copyBody(body: unknown): unknown {
  const { buffer, byteOffset = 0, byteLength } = Object(body) as Partial<ArrayBufferView>
  const bytes = ArrayBuffer.isView(body) ? buffer : body
  // Of whatever realm; one that is shared is refused by fetch.
  if (Object.prototype.toString.call(bytes) === '[object ArrayBuffer]')
    return (bytes as ArrayBuffer).slice(byteOffset, byteOffset + byteLength!)
  // Another implementation would not know the copy of its own.
  return (body as object | null | undefined)?.constructor === globalThis.URLSearchParams
    ? new URLSearchParams(body as URLSearchParams)
    : body
}
