import { encodeText, isBytes } from '../util/bytes.ts'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { toPieces } from '../wire/stream.ts'
import { hasBody, type MockResponse, type ResponseBody } from '../wire/types.ts'

/** Sends a response by its delivery. Never rejects: a caller that has disconnected is not an error. */
export async function sendResponse(response: ServerResponse, sent: MockResponse): Promise<void> {
  const { status, statusText, headers, body, delivery } = sent
  response.sendDate = false // the Date header comes from the mock's clock
  if (delivery.kind === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  if (statusText) response.statusMessage = statusText
  const withBody = hasBody(status)
  const whole = delivery.kind === 'whole' || !withBody || response.req.method === 'HEAD'
  const isStream = typeof body !== 'string' && !isBytes(body)
  if (isStream || !whole) return sendInPieces(response, sent)
  response.writeHead(status, {
    ...(headers as Record<string, string>),
    ...(withBody && { 'content-length': Buffer.byteLength(body) }),
  })
  response.end(withBody ? body : undefined) // Node omits it for HEAD
}

/** Sends a body without a length, in chunks, so that every client notices when it is cut off. */
async function sendInPieces(response: ServerResponse, sent: MockResponse): Promise<void> {
  const { status, headers, body, delivery } = sent
  response.writeHead(status, headers as Record<string, string>)
  try {
    await pipeline(toReadable(body, delivery), response)
  } catch {
    response.destroy()
  }
}

function toReadable(body: ResponseBody, delivery: MockResponse['delivery']): Readable {
  if (typeof body !== 'string' && !isBytes(body)) return Readable.fromWeb(body as never)
  const bytes = typeof body === 'string' ? encodeText(body) : body
  return Readable.from(toPieces(bytes, delivery))
}
