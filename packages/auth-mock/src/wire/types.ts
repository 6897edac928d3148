/**
 * The values that transports (msw's handlers, the server) and the engine exchange. They are plain, so that the
 * engine needs neither the classes of fetch nor those of Node, and starts fast.
 */

/** The largest request body of the auth API that is read, in bytes; a larger one is a violation. */
export const MAX_REQUEST_BODY_BYTES = 65_536

/** Request headers, names in lower case; a repeated header is joined by `, `. */
export type RequestHeaders = Readonly<Record<string, string>>

/** Response headers, names in lower case; a list stands for a header that is sent several times. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>

/** A request as it arrived. */
export interface MockRequest {
  /** In upper case. */
  method: string
  /** Path of the target, without query. */
  path: string
  headers: RequestHeaders
  /** Reads the body, once at most. Returns `undefined` when it is larger than `maxBytes`. */
  readBody(maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** The same request for the handlers of other APIs, which take fetch's class. */
  toRequest(body: Uint8Array<ArrayBuffer>): Request
  /** Aborted when the caller disconnects. */
  readonly signal: AbortSignal
}

/** Whether a response with this status may have a body (the Fetch standard's null body statuses). */
export function hasBody(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304
}

/** How a response is sent: whole, not at all, cut off after some bytes, or in small pieces. */
export type Delivery =
  | { kind: 'whole' }
  | { kind: 'reset' }
  | { kind: 'truncate'; bytes: number | undefined }
  | { kind: 'drip'; chunkMs: number; chunkBytes: number; signal: AbortSignal }

/** A response before its body becomes text. */
export interface ApiResponse {
  status: number
  headers: ResponseHeaders
  /** JSON, text, or `undefined` for no body. Other APIs may respond with bytes or a stream. */
  body: unknown
  /** The reason phrase, where it is not the usual one. */
  statusText?: string
}

/** A body as it is sent. Only another API's response is a stream. */
export type ResponseBody = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>

/** A response as a transport sends it. */
export interface MockResponse {
  status: number
  /** The reason phrase, where it is not the usual one. */
  statusText?: string
  /** The transport adds `content-length`. */
  headers: ResponseHeaders
  body: ResponseBody
  delivery: Delivery
}

/** Drops the connection without a response. */
export const DROPPED: MockResponse = { status: 0, headers: {}, body: '', delivery: { kind: 'reset' } }
