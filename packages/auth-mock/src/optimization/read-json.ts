import { ApiError } from './api-route.ts'

/** The largest request body of the files API, in bytes. */
const MAX_BYTES = 15 * 2 ** 20

/**
 * Reads a JSON object from a request. It may be compressed by gzip without `Content-Encoding`, as the Python client
 * sends it.
 *
 * @throws ApiError (400, 413) when the body is not a JSON object, or too large.
 */
export async function readJson(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.length > MAX_BYTES) throw new ApiError(413, `The body is larger than ${MAX_BYTES} bytes`)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  try {
    return toObject(JSON.parse(await (isGzip ? unzip(bytes) : new Response(bytes).text())), 'The body')
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(400, 'The body must be JSON, plain or gzipped')
  }
}

function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}

/** Returns a JSON object. @throws ApiError (400) naming `name` when the value is something else. */
export function toObject(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw new ApiError(400, `${name} must be a JSON object`)
}

/** Returns the only field of a JSON object. @throws ApiError (400) naming `name` when there is not exactly one. */
export function onlyField(
  value: unknown,
  name: string,
): [key: string, value: Readonly<Record<string, unknown>>] {
  const fields = Object.entries(toObject(value, name))
  const [field] = fields
  if (fields.length !== 1 || !field) throw new ApiError(400, `${name} must have exactly one field`)
  return [field[0], toObject(field[1], `${name}.${field[0]}`)]
}
