import { sleep } from '../util/sleep.ts'
import type { Delivery } from './types.ts'

/** A body that comes in pieces, or breaks off. */
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

/** The pieces of a body as they are to be sent; throws where it is to break off. */
export async function* toPieces(
  bytes: Uint8Array<ArrayBuffer>,
  delivery: Delivery,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  if (delivery.kind === 'truncate') {
    yield bytes.subarray(0, delivery.bytes ?? Math.floor(bytes.length / 2))
    await sleep(0) // the caller is to see what came before
    throw new Error('The mock was told to break off here')
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
