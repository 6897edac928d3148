import { pipeline, Readable } from 'node:stream'
import type { Transform } from 'node:stream'

import { CommandError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'
import { findHeader } from '../http/create-fetch.ts'
import type { HttpResponse } from '../http/send-http-request.ts'
import { toShown } from '../http/to-shown.ts'

/** The body of a response, decompressed where the server has compressed it. */
export async function* decodeBody(response: HttpResponse): AsyncGenerator<Uint8Array, void> {
  const decoder = await createDecoder(response)
  if (!decoder) {
    yield* response.read()
    return
  }
  let transferError: unknown
  const source = Readable.from(
    (async function* () {
      try {
        yield* response.read()
      } catch (error) {
        transferError = error
        throw error
      }
    })(),
  )
  try {
    yield* pipeline(source, decoder, () => {}) as AsyncIterable<Uint8Array>
  } catch {
    if (transferError !== undefined) throw transferError
    const encoding = findHeader(response.headers, 'content-encoding')
    throw new CommandError(
      `The response from ${toShown(response.url)} cannot be decoded: it is not valid ${encoding}.`,
      EXIT.invalidResponse,
      'Try again. If this repeats, a proxy or the server sends a wrong Content-Encoding.',
    )
  }
}

/** Whether {@link decodeBody} changes the bytes. */
export function isDecoded({ headers }: HttpResponse): boolean {
  return /^(x-)?(gzip|deflate|br)$/i.test(findHeader(headers, 'content-encoding') ?? '')
}

async function createDecoder(response: HttpResponse): Promise<Transform | undefined> {
  if (!isDecoded(response)) return undefined
  const encoding = findHeader(response.headers, 'content-encoding')!.toLowerCase().replace('x-', '')
  const { createBrotliDecompress, createGunzip, createInflate } = await import('node:zlib')
  if (encoding === 'br') return createBrotliDecompress()
  return encoding === 'gzip' ? createGunzip() : createInflate()
}
