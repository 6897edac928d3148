/** Whether a body is read as it is sent, and so can be sent only once: a web stream, a Node stream, a generator. */
export function isStream(body: unknown): boolean {
  const stream = Object(body) as { getReader?: unknown; pipe?: unknown; [Symbol.asyncIterator]?: unknown }
  return [stream.getReader, stream.pipe, stream[Symbol.asyncIterator]].some(
    (part) => typeof part === 'function',
  )
}

/**
 * Copies a body that the caller could change before it is sent, as `fetch` does when it is called: a token may have
 * to be waited for.
 */
export function copyBody(body: unknown): unknown {
  if (ArrayBuffer.isView(body)) {
    const { buffer, byteOffset, byteLength } = body
    return isArrayBuffer(buffer) ? buffer.slice(byteOffset, byteOffset + byteLength) : body
  }
  if (isArrayBuffer(body)) return body.slice(0)
  // Of another implementation they are not copied: its fetch would not know the copy.
  const constructor = (body as object | null | undefined)?.constructor
  if (constructor === globalThis.URLSearchParams) return new URLSearchParams(body as URLSearchParams)
  if (constructor !== globalThis.FormData) return body
  const copy = new FormData()
  for (const [name, value] of body as FormData) copy.append(name, value as string)
  return copy
}

/** Of whatever realm. */
function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}
