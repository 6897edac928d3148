import { openInput, STANDARD_INPUT, toInputError } from '../config/read-input.ts'
import type { InputOptions } from '../config/read-input.ts'

/** The body of a request, and where it comes from. */
export interface RequestBody {
  /** Undefined when it is not known before the end. */
  readonly sizeBytes: number | undefined
  /** Whether it can be opened again for another attempt. */
  readonly isReplayable: boolean
  open(): Promise<string | Uint8Array | AsyncIterable<Uint8Array>>
}

/** Standard input up to this size is kept in memory: it then has a length and can be sent again. */
const MAX_KEPT_BYTES = 1_048_576

/** A body that is in memory. */
export function toTextBody(content: string | Uint8Array): RequestBody {
  return {
    sizeBytes: Buffer.byteLength(content),
    isReplayable: true,
    open: () => Promise.resolve(content),
  }
}

/**
 * A body from a file or standard input (`-`), which is streamed.
 *
 * @throws CommandError (usage) when it cannot be opened.
 */
export async function openBody(file: string, options: InputOptions): Promise<RequestBody> {
  const first = await openInput(file, options)
  if (file === STANDARD_INPUT) return readStandardInput(first.stream, options)
  let isFirst = true
  return {
    sizeBytes: first.sizeBytes,
    isReplayable: first.sizeBytes !== undefined,
    async open() {
      const { stream } = isFirst ? first : await openInput(file, options)
      isFirst = false
      return wordErrors(stream, options)
    },
  }
}

async function readStandardInput(
  stream: AsyncIterable<Uint8Array>,
  options: InputOptions,
): Promise<RequestBody> {
  const chunks = wordErrors(stream, options)[Symbol.asyncIterator]()
  const kept: Uint8Array[] = []
  let bytes = 0
  while (bytes <= MAX_KEPT_BYTES) {
    const { done, value } = await untilAborted(chunks.next(), options)
    if (done) return toTextBody(Buffer.concat(kept))
    kept.push(value)
    bytes += value.length
  }
  const rest = { [Symbol.asyncIterator]: () => chunks }
  return {
    sizeBytes: undefined,
    isReplayable: false,
    open: async () => joinChunks(kept, rest),
  }
}

async function* joinChunks(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  yield* first
  yield* rest
}

async function* wordErrors(
  stream: AsyncIterable<Uint8Array>,
  options: InputOptions,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* stream
  } catch (error) {
    throw toInputError(error, options)
  }
}

/** Settles like the promise, or rejects when the time has passed. */
async function untilAborted<T>(promise: Promise<T>, options: InputOptions): Promise<T> {
  const { signal } = options
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(toInputError(signal.reason, options))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
