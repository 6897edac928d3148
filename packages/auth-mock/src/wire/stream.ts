import { sleep } from '../util/sleep.ts'
import type { Delivery } from './types.ts'

/** A body that is sent in pieces, or is cut off. */
export function toStream(
  bytes: Uint8Array<ArrayBuffer>,
  delivery: Delivery,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = toPieces(bytes, delivery)
  return new ReadableStream({
    async pull(controller) {
      const piece = await pieces.next().catch((error: unknown) => ({ error }))
      if ('error' in piece) controller.error(piece.error)
      else if (piece.done) controller.close()
      else controller.enqueue(piece.value)
    },
    async cancel() {
      await pieces.return()
    },
  })
}

/** The pieces in which a body is sent; throws where it is cut off. */
export async function* toPieces(
  bytes: Uint8Array<ArrayBuffer>,
  delivery: Delivery,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  if (delivery.kind === 'truncate') {
    yield bytes.subarray(0, delivery.bytes ?? Math.floor(bytes.length / 2))
    await sleep(0) // lets the caller receive the first bytes before the error
    throw new Error('The fault truncate cut off the body')
  }
  if (delivery.kind === 'drip') {
    const { chunkBytes, chunkMs, signal } = delivery
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      if (at > 0) await sleep(chunkMs, signal)
      if (signal.aborted) throw new Error('The mock was reset or closed')
      yield bytes.subarray(at, at + chunkBytes)
    }
    return
  }
  yield bytes
}
