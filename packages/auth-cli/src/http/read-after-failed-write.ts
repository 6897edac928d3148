import type { Socket } from 'node:net'

/** How long the response may take to be read after a write has failed, in milliseconds. */
const READ_AFTER_FAILED_WRITE_MS = 500

/**
 * Lets a response be read although the upload has failed.
 *
 * A server that responds early and closes makes the next write fail. The response can still be read then, but Node
 * closes a socket at once when a write fails. This delays that until the end of the data, or for half a second.
 */
export function readAfterFailedWrite(socket: Socket): void {
  const destroy = socket.destroy.bind(socket)
  let isDelayed = false
  socket.destroy = (error?: NodeJS.ErrnoException) => {
    if (isDelayed || error?.syscall?.startsWith('write') !== true) return destroy(error)
    isDelayed = true
    // A socket whose write has failed drops the data that arrives. If Node has no such field, nothing changes.
    const { _readableState: state } = socket as { _readableState?: { errored: unknown } }
    if (state) state.errored = null
    setTimeout(() => destroy(error), READ_AFTER_FAILED_WRITE_MS)
    return socket
  }
}
