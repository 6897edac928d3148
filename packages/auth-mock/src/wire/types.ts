/**
 * What the doors (msw's handlers, the server) and the engine hand each other: plain values, so that the
 * engine needs neither fetch's classes nor node's, and starts fast.
 */

/** The most bytes of a request body that are looked at; more is a violation. */
export const MAX_REQUEST_BODY_BYTES = 65_536

/** One request, as it arrived. */
export interface MockRequest {
  /** In upper case. */
  method: string
  /** Path of the target, without query. */
  path: string
  /** Names in lower case; one that came several times is joined by `, `. */
  headers: Readonly<Record<string, string>>
  /** The body, or `undefined` when it has more than {@link MAX_REQUEST_BODY_BYTES}. Read once, at most. */
  readBody(): Promise<Uint8Array | undefined>
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
}

/** Whether an answer of this status may have a body (the Fetch standard's null body statuses). */
export function hasBody(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304
}

/** How an answer goes out: whole, not at all, cut off after so many bytes, or in small pieces. */
export type Delivery =
  | { kind: 'whole' }
  | { kind: 'reset' }
  | { kind: 'truncate'; bytes: number | undefined }
  | { kind: 'drip'; chunkMs: number; chunkBytes: number; signal: AbortSignal }

/** An answer before it becomes text. */
export interface ApiResponse {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** JSON, or `undefined` for no body. */
  body: unknown
}

/** An answer as a door sends it. */
export interface MockResponse {
  status: number
  /** Names in lower case; `content-length` is the door's affair. */
  headers: Readonly<Record<string, string>>
  text: string
  delivery: Delivery
}

/** The answer of a mock that gives none. */
export const DROPPED: MockResponse = { status: 0, headers: {}, text: '', delivery: { kind: 'reset' } }
