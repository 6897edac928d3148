/** The text codecs. Jest's jsdom environment has none, but lets modules load those of Node. */
const codecs: Pick<typeof globalThis, 'TextDecoder' | 'TextEncoder'> =
  typeof globalThis.TextDecoder === 'function'
    ? globalThis
    : (process.getBuiltinModule('node:util') as unknown as typeof globalThis)

/** The UTF-8 bytes of a text. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new codecs.TextEncoder().encode(text)
}

/** The text of UTF-8 bytes. With `fatal`, a byte order mark is kept, and bytes that are not UTF-8 throw. */
export function decodeText(bytes: Uint8Array, { fatal = false }: { fatal?: boolean } = {}): string {
  return new codecs.TextDecoder('utf-8', { fatal, ignoreBOM: fatal }).decode(bytes)
}

/** Whether a value is bytes, of any realm: in Jest, Node's byte arrays are not instances of the global class. */
export function isBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return ArrayBuffer.isView(value)
}
