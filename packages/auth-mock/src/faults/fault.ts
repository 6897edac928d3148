import type { OperationId } from '../contract/contract.ts'

/** When a fault happens, and how often. Every kind of fault takes these, but for `refuse`. */
export interface FaultConditions {
  /** Only to requests of this operation. Default: any; `lifetime` waits for `postAccessTokens`. */
  operation?: OperationId | undefined
  /** Only to requests that show this API token, by its ref: `api-1`. */
  tokenRef?: string | undefined
  /** Only to requests that have these headers, with exactly these values. Names in any case. */
  header?: Readonly<Record<string, string>> | undefined
  /** How many fitting requests go by before it happens. @defaultValue `0` */
  skip?: number | undefined
  /** How often it happens. @defaultValue `1` */
  times?: number | 'forever' | undefined
  /** How likely it happens to a request that fits, from 0 to 1; needs `seed`. @defaultValue `1` */
  probability?: number | undefined
  /** What chance follows from when `probability` is given, a whole number. */
  seed?: number | undefined
  /** How long the answer is held back, in real milliseconds. @defaultValue `0` */
  delayMs?: number | undefined
  /** Up to how many milliseconds more, by chance that follows from the mock's seed. @defaultValue `0` */
  jitterMs?: number | undefined
}

/** What happens. */
export type FaultEffect =
  /** The answer comes, `delayMs` and `jitterMs` late. */
  | { kind: 'latency' }
  /** An answer of this status. `body` is JSON, or a text; default `{ message }`. */
  | { kind: 'status'; status: number; headers?: Readonly<Record<string, string>> | undefined; body?: unknown }
  /** The connection is dropped without an answer. */
  | { kind: 'reset' }
  /** No answer comes until the caller leaves, or the mock is reset or closed. */
  | { kind: 'hang' }
  /** The answer breaks off after so many bytes of its body. Default: half of it. */
  | { kind: 'truncate'; bytes?: number | undefined }
  /** The body comes in pieces of `chunkBytes` (default 16), `chunkMs` apart. */
  | { kind: 'drip'; chunkMs: number; chunkBytes?: number | undefined }
  /** The body lacks its last character. */
  | { kind: 'malformedJson' }
  /** The body is as ever, its `Content-Type` says `text/html`. */
  | { kind: 'wrongContentType' }
  /** The answer has no body. */
  | { kind: 'empty' }
  /** The body is so many bytes long (default 2 MiB), made so by a field that is not in the contract. */
  | { kind: 'oversize'; bytes?: number | undefined }
  /** A redirect to another place. `status` is 307 unless another is given. */
  | { kind: 'redirect'; to: string; status?: number | undefined }
  /** These fields are put into the body, off the contract or not; those named in `omit` are left out. */
  | {
      kind: 'patch'
      body?: Readonly<Record<string, unknown>> | undefined
      omit?: readonly string[] | undefined
    }
  /** The access token is good for so many milliseconds; negative: it is born expired. */
  | { kind: 'lifetime'; ms: number }
  /** The `Date` header is so many milliseconds ahead of the mock's clock (behind, when negative). */
  | { kind: 'date'; skewMs: number }
  /** The `Date` header is not there. */
  | { kind: 'date'; date: 'absent' }
  /**
   * Connections are refused, from now on and for `forMs` real milliseconds. The server alone can do it. Who is
   * refused shows nothing of himself: of the conditions it takes `delayMs` and `jitterMs` only.
   */
  | { kind: 'refuse'; forMs?: number | undefined }

/** The name of what happens. */
export type FaultKind = FaultEffect['kind']

/** Something that goes wrong: what, to which requests, how often. */
export type Fault = FaultEffect & FaultConditions

/** A fault that was added. */
export interface FaultHandle {
  readonly id: number
  /** Takes it out, used or not. */
  remove(): void
}
