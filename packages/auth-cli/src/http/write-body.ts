import type { ClientRequest } from 'node:http'
import { setImmediate } from 'node:timers/promises'

/** The body of a request: in memory, or in pieces. */
export type Body = string | Uint8Array | AsyncIterable<Uint8Array>

/** Large bodies are written in pieces of this many bytes. */
const PIECE_BYTES = 65_536

/**
 * Sends a body in pieces, and ends the request. Each piece is sent when the operating system has accepted the
 * previous one.
 *
 * @param options.isOver - Whether the rest need not be sent, because the response has arrived or the connection has
 *   closed.
 * @throws What the source of the body throws.
 */
export async function writeBody(
  outgoing: ClientRequest,
  body: Body | undefined,
  { onProgress, isOver }: { onProgress: () => void; isOver: () => boolean },
): Promise<void> {
  for await (const chunk of toChunks(body)) {
    for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
      const piece = chunk.subarray(start, start + PIECE_BYTES)
      await write(outgoing, piece)
      onProgress()
      // Lets Node read: a response that has arrived ends the upload.
      await setImmediate()
      if (isOver()) return
    }
  }
  if (!isOver()) outgoing.end()
}

/** Resolves when the operating system has accepted the bytes, or the connection has closed. */
function write(outgoing: ClientRequest, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      outgoing.off('close', end)
      resolve()
    }
    outgoing.once('close', end)
    outgoing.write(bytes, end)
  })
}

async function* toChunks(body: Body | undefined): AsyncGenerator<Uint8Array, void> {
  if (typeof body === 'string') yield Buffer.from(body)
  else if (body instanceof Uint8Array) yield body
  else if (body) yield* body
}
