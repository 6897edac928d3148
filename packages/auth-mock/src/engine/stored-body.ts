import { decodeText, isBytes } from '../util/bytes.ts'
import type { ApiResponse } from '../wire/types.ts'

/** The longest body that the journal stores, in bytes or characters. */
export const MAX_STORED_LENGTH = 65_536

/** A body for the journal, and how many bytes it counts. */
interface StoredBody {
  value: unknown
  bytes: number
}

/** What the journal stores of a body: its JSON where it is some, otherwise its text or its size. */
export function toStoredBody(body: ApiResponse['body']): StoredBody {
  if (body === undefined || body === '') return { value: undefined, bytes: 0 }
  if (isBytes(body)) return toStoredText(body.length, () => decode(body))
  if (typeof body === 'string') return toStoredText(body.length, () => body)
  if (typeof (body as Partial<ReadableStream>).getReader === 'function')
    return { value: '[stream]', bytes: 0 }
  return { value: body, bytes: JSON.stringify(body).length }
}

function toStoredText(length: number, toText: () => string | undefined): StoredBody {
  const text = length > MAX_STORED_LENGTH ? undefined : toText()
  if (text === undefined) return { value: `[${length} bytes]`, bytes: 0 }
  try {
    return { value: JSON.parse(text), bytes: length }
  } catch {
    return { value: text, bytes: length }
  }
}

/** The text of bytes, or `undefined` when they are not UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return decodeText(bytes, { fatal: true })
  } catch {
    return undefined
  }
}
