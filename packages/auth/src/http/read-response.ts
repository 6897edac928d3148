import { InvalidResponseError } from '../errors/errors.ts'

/** No answer of this API comes near this many bytes; one that does is no answer of this API. */
const MOST_BODY_BYTES = 1_048_576

/** A response, read to its end. */
export interface Answer {
  /** Its status and headers. Its body is used up. */
  response: Response
  /** The decoded body; of an error status at most the first {@link MOST_BODY_BYTES}. */
  text: string
}

/**
 * Reads a response to its end, or to the cap, where it lets go of the connection.
 *
 * @param signal - Stops the reading, also of a response that does not know of the signal.
 * @throws InvalidResponseError when the body of a success status is over the cap or not UTF-8; what the
 *   runtime throws when it breaks off or cannot be decompressed.
 */
export async function readAnswer(response: Response, signal: AbortSignal): Promise<Answer> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: response.ok })
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw new InvalidResponseError('is not UTF-8')
    }
  }
  const stop = () => void reader?.cancel().catch(() => {}) // lets go of the connection; nothing is left to be said
  signal.addEventListener('abort', stop)
  let text = ''
  let room = MOST_BODY_BYTES
  try {
    if (signal.aborted || (response.status >= 300 && response.status < 400)) {
      stop() // what a redirect says does not matter
      return { response, text }
    }
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) break
      text += decode(value.subarray(0, room))
      room -= value.length
      if (room < 0) {
        stop()
        if (response.ok) throw new InvalidResponseError('is larger than 1 MiB')
        break
      }
    }
    return { response, text: text + decode() }
  } catch (error) {
    stop()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
