import type { OperationId } from '../contract/contract.ts'

/** Which requests a fault applies to, when, and how often. The kind `refuse` takes `delayMs` and `jitterMs` only. */
export interface FaultConditions {
  /**
   * Only requests of this operation. Default: any operation of the auth API; `postAccessTokens` for `lifetime`.
   */
  operation?: OperationId | undefined
  /**
   * Only requests to this path, also of other APIs: `/optimization/v1/jobs`. `*` stands for any characters.
   * Default: the paths of the auth API.
   */
  path?: string | undefined
  /** Only requests with this method, in upper case. Default: any. */
  method?: string | undefined
  /** Only requests that contain this token, by its ref: `api-1` for the auth API, `access-7` for other APIs. */
  tokenRef?: string | undefined
  /** Only requests that have these headers with exactly these values. Names in any case. */
  header?: Readonly<Record<string, string>> | undefined
  /** How many matching requests pass before the fault applies. @defaultValue `0` */
  skip?: number | undefined
  /** How many requests the fault applies to. @defaultValue `1` */
  times?: number | 'forever' | undefined
  /** The probability that the fault applies to a matching request, from 0 to 1; requires `seed`. @defaultValue `1` */
  probability?: number | undefined
  /** The seed for `probability`, an integer: the same seed gives the same sequence. */
  seed?: number | undefined
  /** How long the response is delayed, in real milliseconds. @defaultValue `0` */
  delayMs?: number | undefined
  /** The maximum of an additional random delay in milliseconds; it depends on the mock's seed. @defaultValue `0` */
  jitterMs?: number | undefined
}

/** What a fault does. */
export type FaultEffect =
  | { /** The response is delayed by `delayMs` and `jitterMs`. */ kind: 'latency' }
  | {
      /** Responds with this status. `body` is JSON or a string; default `{ message }`. */
      kind: 'status'
      status: number
      headers?: Readonly<Record<string, string>> | undefined
      body?: unknown
    }
  | { /** Drops the connection without a response. */ kind: 'reset' }
  | { /** Sends nothing until the caller disconnects, or the mock is reset or closed. */ kind: 'hang' }
  | {
      /** Drops the connection after this many bytes of the body. Default: half of the body. */
      kind: 'truncate'
      bytes?: number | undefined
    }
  | {
      /** Sends the body in pieces of `chunkBytes` (default 16), `chunkMs` apart. */
      kind: 'drip'
      chunkMs: number
      chunkBytes?: number | undefined
    }
  | { /** Omits the last character of the body. */ kind: 'malformedJson' }
  | { /** Sends the usual body with `Content-Type: text/html`. */ kind: 'wrongContentType' }
  | { /** Sends no body. */ kind: 'empty' }
  | {
      /** Makes the body this many bytes long (default 2 MiB), with a field that is not in the contract. */
      kind: 'oversize'
      bytes?: number | undefined
    }
  | {
      /** Redirects to `to`. `status` is 307 by default. */
      kind: 'redirect'
      to: string
      status?: number | undefined
    }
  | {
      /** Sets these fields of the JSON body, even against the contract, and removes those named in `omit`. */
      kind: 'patch'
      body?: Readonly<Record<string, unknown>> | undefined
      omit?: readonly string[] | undefined
    }
  | {
      /** Issues an access token with this lifetime in milliseconds; a negative one means already expired. */
      kind: 'lifetime'
      ms: number
    }
  | {
      /** Sets the `Date` header this many milliseconds ahead of the mock's clock (behind, if negative). */
      kind: 'date'
      skewMs: number
    }
  | { /** Omits the `Date` header. */ kind: 'date'; date: 'absent' }
  | {
      /**
       * Refuses all connections from now on, for `forMs` real milliseconds (default: until it is removed). Only the
       * server on a port can do this.
       */
      kind: 'refuse'
      forMs?: number | undefined
    }

/** The name of what a fault does. */
export type FaultKind = FaultEffect['kind']

/** A fault: what it does, to which requests, how often. */
export type Fault = FaultEffect & FaultConditions

/** A fault that was added. */
export interface FaultHandle {
  readonly id: number
  /** Removes the fault, whether used or not. */
  remove(): void
}
