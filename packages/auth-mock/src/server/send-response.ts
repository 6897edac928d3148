import type { ServerResponse } from 'node:http'

import { toPieces } from '../wire/stream.ts'
import { hasBody, type MockResponse } from '../wire/types.ts'

/** Sends an answer the way that it wants to go out. Never rejects: a caller who has left is no failure. */
export async function sendResponse(response: ServerResponse, answer: MockResponse): Promise<void> {
  const { status, headers, text, delivery } = answer
  response.sendDate = false // the mock's clock is the one that counts
  if (delivery.kind === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const withBody = hasBody(status)
  if (delivery.kind === 'whole' || !withBody || response.req.method === 'HEAD') {
    response.writeHead(
      status,
      withBody ? { ...headers, 'content-length': Buffer.byteLength(text) } : { ...headers },
    )
    response.end(withBody ? text : undefined)
    return
  }
  response.writeHead(status, { ...headers }) // without a length, in chunks: every client notices when it breaks off
  try {
    for await (const piece of toPieces(new TextEncoder().encode(text), delivery)) await write(response, piece)
    response.end()
  } catch {
    response.destroy()
  }
}

/** Resolves when the piece has gone out. */
function write(response: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(piece, (error) => (error ? reject(error) : resolve()))
  })
}
