/** An answer of the API, read to its end. */
export interface Answer {
  /** As in Response: `opaqueredirect` where a browser hides a redirect. */
  type: ResponseType
  status: number
  statusText: string
  headers: Headers
  /** The decoded body, at most {@link MOST_BODY_BYTES} of it. */
  text: string
  /** Why `text` is not the whole body, or not faithful to it. */
  flaw: 'too large' | 'not UTF-8' | undefined
}

/** No answer of this API comes near; one that does is no answer of this API. */
export const MOST_BODY_BYTES = 1_048_576

/**
 * Reads a response to its end, or to the cap, where it lets go of the connection.
 *
 * @param signal - Stops the reading, also of a response that does not know of the signal.
 * @throws What the runtime throws when the body breaks off or cannot be decompressed.
 */
export async function readAnswer(response: Response, signal: AbortSignal): Promise<Answer> {
  const { type, status, statusText, headers } = response
  const { bytes, tooLarge } = await readBytes(response, signal)
  let flaw: Answer['flaw'] = tooLarge ? 'too large' : undefined
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: !tooLarge }).decode(bytes) // a cut may split a character
  } catch {
    flaw = 'not UTF-8'
    text = new TextDecoder().decode(bytes)
  }
  return { type, status, statusText, headers, text, flaw }
}

async function readBytes(
  response: Response,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; tooLarge: boolean }> {
  const chunks: Uint8Array[] = []
  let length = 0
  let tooLarge = false
  const reader = response.body?.getReader()
  const cancel = () => void reader?.cancel().catch(() => {}) // what there is to say, the reading says
  signal.addEventListener('abort', cancel, { once: true })
  try {
    if (signal.aborted) cancel()
    while (!tooLarge) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) break
      tooLarge = length + value.length > MOST_BODY_BYTES
      chunks.push(value.subarray(0, MOST_BODY_BYTES - length))
      length += value.length
    }
    if (tooLarge) cancel()
  } finally {
    signal.removeEventListener('abort', cancel)
  }
  return { bytes: concatenate(chunks), tooLarge }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
