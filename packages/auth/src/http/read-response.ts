import { InvalidResponseError } from '../errors/errors.ts'

/** The longest body that is read, in bytes. No response of this API comes near it. */
const MAX_BODY_BYTES = 1_048_576

/** The members of response headers that are used. Implementations of `fetch` differ in the others. */
export type ResponseHeaders = Pick<Headers, 'get'>

/** A response that has been read to its end. */
export interface ReadResponse {
  readonly status: number
  readonly statusText: string
  readonly type: string
  readonly headers: ResponseHeaders
  /** The decoded body; of an error status at most the first {@link MAX_BODY_BYTES}. */
  readonly text: string
}

/** A body as implementations of `fetch` offer it: a web stream, or a Node stream (node-fetch). */
type Body = Partial<Pick<ReadableStream, 'getReader' | 'cancel'>> &
  Partial<AsyncIterable<Uint8Array | string>> & { destroy?: () => void }

/** Reads the chunks of a body, and can stop. */
interface ChunkReader {
  readonly read: () => Promise<{ done?: boolean | undefined; value?: Uint8Array | string | undefined }>
  readonly stop: () => void
}

/**
 * Reads a response of any implementation of `fetch` to its end or to the size limit, where it releases the
 * connection.
 *
 * Reads through `body.getReader()`, else through async iteration, else through `text()`. A response that has only
 * `text()` (React Native) is in memory before its size is known, and keeps its connection after an abort.
 *
 * @param signal - Stops reading, even if the response does not use the signal.
 * @throws InvalidResponseError when the body of a successful response is over the limit or not UTF-8; what the
 *   runtime throws when the body breaks off or cannot be decompressed.
 */
export async function readResponse(response: Response, signal: AbortSignal): Promise<ReadResponse> {
  const { status, statusText, type, headers } = response
  const facts = { status, statusText, type, headers: toResponseHeaders(headers) }
  const isSuccess = status >= 200 && status < 300
  const decoder = new TextDecoder('utf-8', { fatal: isSuccess })
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw new InvalidResponseError('is not UTF-8')
    }
  }
  const reader = toChunkReader(response)
  signal.addEventListener('abort', reader.stop)
  let text = ''
  let leftBytes = MAX_BODY_BYTES
  try {
    if (signal.aborted || (status >= 300 && status < 400)) {
      reader.stop() // the body of a redirect is not needed
      return { ...facts, text }
    }
    for (;;) {
      // Chunks come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await reader.read()
      if (done) break
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value!
      text += decode(bytes.subarray(0, leftBytes))
      leftBytes -= bytes.length || 1 // an endless series of empty chunks ends, too
      if (leftBytes < 0) {
        if (isSuccess) throw new InvalidResponseError('is larger than 1 MiB')
        reader.stop()
        return { ...facts, text }
      }
    }
    return { ...facts, text: text + decode() }
  } catch (error) {
    reader.stop()
    throw error
  } finally {
    signal.removeEventListener('abort', reader.stop)
  }
}

/** Releases the connection of a response whose body is not needed. */
export function discardBody(response: Response): void {
  try {
    toChunkReader(response).stop()
  } catch {} // a wrapper of `fetch` has read it already, such as one that logs failed requests
}

function toChunkReader(response: Response): ChunkReader {
  const body = response.body as Body | null | undefined
  if (typeof body?.getReader === 'function') {
    const reader = body.getReader()
    return { read: () => reader.read(), stop: () => void reader.cancel().catch(() => {}) }
  }
  if (typeof body?.[Symbol.asyncIterator] === 'function') {
    const iterator = body[Symbol.asyncIterator]!()
    return {
      read: () => iterator.next(),
      // A stream is destroyed: its iterator would return only after the chunk that it waits for.
      stop: () => void (body.destroy ? body.destroy() : iterator.return?.().catch(() => {})),
    }
  }
  let isRead = false
  return {
    read: async () => {
      if (isRead) return { done: true }
      isRead = true
      return { value: (await response.text?.()) ?? '' }
    },
    stop: () => {},
  }
}

/** Adapts headers of any implementation, or a plain object of headers, to {@link ResponseHeaders}. */
export function toResponseHeaders(headers: Headers | undefined): ResponseHeaders {
  return typeof headers?.get === 'function' ? headers : new Headers(headers)
}
